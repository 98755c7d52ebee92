/** What the process tells about itself. */
export { captureConsole } from "./capture_console.ts";
export {
  createLogger,
  type LogFields,
  type Logger,
  type LoggerOptions,
  type LogLevel,
} from "./logger.ts";
export { requestId } from "./request_id.ts";
