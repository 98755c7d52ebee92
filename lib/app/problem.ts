import { STATUS_TEXT, type StatusCode } from "@std/http/status";
import { HttpError } from "fresh";
import { AppError, type FieldError } from "@/lib/base/mod.ts";

/** What a client may know of an error: RFC 9457's members, without a stack or a secret. */
export interface Problem {
  /** HTTP status of the answer. */
  readonly status: StatusCode;
  /** The status in words. */
  readonly title: string;
  /** What went wrong, for the user. */
  readonly detail: string;
  /** Headers of the answer, such as `Retry-After`. */
  readonly headers: Readonly<Record<string, string>>;
  /** The invalid parts of the input, when there are any. */
  readonly errors: readonly FieldError[];
}

const DETAILS: Readonly<Record<number, string>> = {
  400: "The address of this request cannot be read.",
  404: "There is nothing at this address.",
  500: "Something went wrong on our side. The log has the details under this request id.",
};

/**
 * Says what a client may know of an error; message, cause and stack stay in the log.
 *
 * @param error Any thrown value; one that is neither `AppError` nor `HttpError` counts as 500.
 * @returns The parts of the answer.
 */
export function toProblem(error: unknown): Problem {
  const isKnown = error instanceof AppError || error instanceof HttpError;
  const status = isKnown && isStatusCode(error.status) ? error.status : 500;
  const title = STATUS_TEXT[status];
  const detail = error instanceof AppError ? error.publicMessage : DETAILS[status] ?? title;
  const { headers = {}, errors = [] } = error instanceof AppError ? error : {};
  return { status, title, detail, headers, errors };
}

function isStatusCode(status: number): status is StatusCode {
  return status in STATUS_TEXT;
}

/**
 * Makes a problem document (RFC 9457).
 *
 * @param problem What the client may know.
 * @param instance The path where it happened.
 * @returns The answer, as `application/problem+json`.
 */
export function problemResponse(
  problem: Problem,
  instance: string,
): Response {
  const { status, title, detail, errors, headers } = problem;
  const body = {
    type: "about:blank",
    title,
    status,
    detail,
    instance,
    ...errors.length > 0 && { errors },
  };
  return Response.json(body, {
    status,
    headers: { ...headers, "content-type": "application/problem+json" },
  });
}
