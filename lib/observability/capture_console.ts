import type { Logger } from "./logger.ts";

/**
 * Makes what frameworks and the runtime report by the console go through the log, where secrets are
 * masked. It is for the whole process, and for good.
 *
 * @param logger Takes warnings and errors.
 */
export function captureConsole(logger: Logger): void {
  console.error = (...values: unknown[]) => logger.error("console", { values });
  console.warn = (...values: unknown[]) => logger.warn("console", { values });
}
