import {
  compareLogLevel,
  getConsoleSink,
  getJsonLinesFormatter,
  type LogLevel as TapeLevel,
  type TextFormatter,
} from "@logtape/logtape";
import { getPrettyFormatter } from "@logtape/pretty";
import { type Clock, systemClock } from "@/lib/base/mod.ts";
import { loggableFields, loggableText } from "./loggable.ts";

/** Values by name; an error goes under `error`. */
export type LogFields = Readonly<Record<string, unknown>>;

/** The least important level that is written. */
export type LogLevel = "debug" | "info" | "warn" | "error";

/** Writes events; passed to whoever has something to tell. Secrets are masked on the way. */
export interface Logger {
  /** Logs a detail for whoever looks for a fault. */
  debug(message: string, fields?: LogFields): void;
  /** Logs an event of normal work. */
  info(message: string, fields?: LogFields): void;
  /** Logs what somebody should look at some time. */
  warn(message: string, fields?: LogFields): void;
  /** Logs a fault. */
  error(message: string, fields?: LogFields): void;
  /** Gives a logger that adds these fields to every event, for example a request id. */
  with(fields: LogFields): Logger;
}

/** How and where a logger writes. */
export interface LoggerOptions {
  /** Less important events are dropped. */
  readonly level: LogLevel;
  /** `json`: one line an event, for machines; `pretty`: for a developer's terminal. */
  readonly format: "pretty" | "json";
  /** Takes each formatted event, line end included; the console when not given. */
  readonly write?: (text: string) => void;
  /** Dates the events; the system's when not given. */
  readonly clock?: Clock;
}

type Emit = (level: TapeLevel, message: string, fields: LogFields) => void;

/**
 * Makes a logger. It is LogTape's formatters and console sink without LogTape's process-wide
 * configuration, so that two loggers in one process do not meet.
 *
 * @param options Level, format and destination.
 * @returns The logger.
 */
export function createLogger(options: LoggerOptions): Logger {
  const { write, clock = systemClock } = options;
  const threshold = options.level === "warn" ? "warning" : options.level;
  const formatter = formatterOf(options.format, { isTerminal: !write && Deno.stdout.isTerminal() });
  const sink = write === undefined
    // A copy: whoever replaces the console's methods later does not make a logger call itself.
    ? getConsoleSink({
      formatter,
      console: Object.create(null, Object.getOwnPropertyDescriptors(console)),
    })
    : (record: Parameters<TextFormatter>[0]) => write(formatter(record));
  return loggerOf((level, message, fields) => {
    if (compareLogLevel(level, threshold) < 0) return;
    const text = loggableText(message);
    sink({
      category: ["pcm-ops"],
      level,
      message: [text],
      rawMessage: text,
      timestamp: clock.now(),
      properties: loggableFields(fields),
    });
  }, {});
}

function loggerOf(emit: Emit, context: LogFields): Logger {
  return {
    debug: (message, fields) => emit("debug", message, { ...context, ...fields }),
    info: (message, fields) => emit("info", message, { ...context, ...fields }),
    warn: (message, fields) => emit("warning", message, { ...context, ...fields }),
    error: (message, fields) => emit("error", message, { ...context, ...fields }),
    with: (fields) => loggerOf(emit, { ...context, ...fields }),
  };
}

function formatterOf(
  format: "pretty" | "json",
  { isTerminal }: { readonly isTerminal: boolean },
): TextFormatter {
  if (format === "json") return getJsonLinesFormatter({ properties: "nest:fields" });
  return getPrettyFormatter({
    timestamp: "time",
    icons: false,
    categoryWidth: 7,
    colors: isTerminal && !Deno.noColor,
    properties: true,
    wordWrap: false,
  });
}
