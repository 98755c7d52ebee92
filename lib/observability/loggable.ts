import { maskSecrets } from "@/lib/base/mod.ts";

const MAX_DEPTH = 6;
const MASK = "[secret]";
const SENSITIVE_NAME =
  /cookie|authorization|credential|secret|password|csrf|sessionid|accesskeyid|privatekey|^token$|(?:session|security|access|enrollment|metrics|bearer)token/;
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const NAMED_ESCAPES: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/**
 * Makes a value fit for a log: secrets masked by field name and by pattern, control and invisible
 * characters escaped, errors with their causes, nothing deeper than six levels.
 *
 * @param value Anything a caller wants to log.
 * @param depth How deep in the logged value it stands.
 * @returns Plain data.
 */
export function loggable(value: unknown, depth = 0): unknown {
  if (typeof value === "string") return loggableText(value);
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object" || value === null) return value;
  if (depth > MAX_DEPTH) return "[too deep]";
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) return value.map((item) => loggable(item, depth + 1));
  if (value instanceof Set) return loggable([...value], depth);
  if (value instanceof Map || value instanceof Headers) {
    return loggableFields(Object.fromEntries(value), depth);
  }
  if (value instanceof Error) return loggableFields(errorFields(value), depth);
  if ("toJSON" in value && typeof value.toJSON === "function") {
    return loggable(value.toJSON(), depth + 1);
  }
  return loggableFields(value, depth);
}

/**
 * Masks secrets in text and escapes what could forge a log line or steer a terminal (CWE-117).
 *
 * @param text Text from anywhere.
 * @returns One line of visible characters.
 */
export function loggableText(text: string): string {
  return maskSecrets(text).text.replace(INVISIBLE, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return NAMED_ESCAPES[character] ?? `\\u{${code.toString(16)}}`;
  });
}

/**
 * Makes a record of named fields fit for a log.
 *
 * @param fields Values by name; a sensitive name hides its value whatever that is.
 * @param depth How deep in the logged value they stand.
 * @returns Plain data under the same names.
 */
export function loggableFields(fields: object, depth = 0): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      loggableText(name),
      isHidden(name, value) ? MASK : loggable(value, depth + 1),
    ]),
  );
}

/** Numbers and flags such as `credentialTtlMs` are no secrets. */
function isHidden(name: string, value: unknown): boolean {
  const hasContent = typeof value === "string" || typeof value === "object" && value !== null;
  return hasContent && SENSITIVE_NAME.test(name.toLowerCase().replace(/[^a-z]/g, ""));
}

/** Named fields alone: SDK errors also carry whole requests and responses. */
function errorFields(error: Error): object {
  const frames = error.stack?.split("\n").filter((line) => line.startsWith("    at ")) ?? [];
  return {
    name: error.name,
    ...("code" in error ? { code: error.code } : {}),
    message: error.message,
    ...(error.cause === undefined ? {} : { cause: error.cause }),
    ...(error instanceof AggregateError ? { errors: error.errors } : {}),
    stack: frames.map((line) => line.trim()),
  };
}
