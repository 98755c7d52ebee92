import { AppError } from "@/lib/base/mod.ts";

const RETRY_LATER = { "Retry-After": "5" };

/**
 * Tells SQLite's refusal while another thread or process writes. Nothing was written then.
 *
 * @param error What a KV call threw.
 * @returns Whether the call may be made again.
 */
export function isLocked(error: unknown): boolean {
  return error instanceof Error && /database is locked/.test(error.message);
}

/**
 * Makes the error for a database that does not answer, or not in time. A write may still land.
 *
 * @param message What failed and what to do, for the log.
 * @param cause The error behind it, if there was one.
 * @returns `store_unavailable` (503).
 */
export function storeUnavailable(message: string, cause?: unknown): AppError {
  return new AppError(message, {
    code: "store_unavailable",
    status: 503,
    publicMessage: "The store is not reachable. Try again in a few seconds.",
    headers: RETRY_LATER,
    cause,
  });
}

/**
 * Makes the error for a record that too many wanted to change. Nothing was written.
 *
 * @param reason Whom it met, for the log.
 * @returns `store_busy` (503).
 */
export function storeBusy(reason: string): AppError {
  return new AppError(`Cannot use a record: ${reason}`, {
    code: "store_busy",
    status: 503,
    publicMessage: "Too many people change this at once. Try again in a few seconds.",
    headers: RETRY_LATER,
  });
}

/**
 * Gives what a KV call threw the form that may cross a folder.
 *
 * @param cause What was thrown.
 * @returns `record_too_large` (413) when a limit of Deno KV was passed, else `store_unavailable`.
 */
export function failureOf(cause: unknown): AppError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  if (!/too (large|many)/i.test(reason)) {
    return storeUnavailable(`Cannot use the store: ${reason}`, cause);
  }
  return recordTooLarge(reason, cause);
}

/**
 * Makes the error for more than one commit takes. Nothing was written.
 *
 * @param reason What is too large, for the log.
 * @param cause The error behind it, if there was one.
 * @returns `record_too_large` (413).
 */
export function recordTooLarge(reason: string, cause?: unknown): AppError {
  return new AppError(`Cannot write a record: ${reason}`, {
    code: "record_too_large",
    status: 413,
    publicMessage: "This is more than can be stored at once.",
    cause,
  });
}
