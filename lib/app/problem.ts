import { STATUS_TEXT, type StatusCode } from "@std/http/status";
import { HttpError } from "fresh";
import { AppError, type FieldError } from "@/lib/base/mod.ts";

/** What a client may know of an error: RFC 9457's members, without a stack or a secret. */
export interface Problem {
  readonly status: StatusCode;
  readonly title: string;
  readonly detail: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly errors: readonly FieldError[];
}

const DETAILS: Readonly<Record<number, string>> = {
  400: "The address of this request cannot be read.",
  404: "There is nothing at this address.",
  500: "Something went wrong on our side. The log has the details under this request id.",
};

/** Says what a client may know of any thrown value; what is not ours stays in the log. */
export function toProblem(error: unknown): Problem {
  const known = error instanceof AppError || error instanceof HttpError;
  const status = statusCode(known ? error.status : 500);
  const title = STATUS_TEXT[status];
  const detail = error instanceof AppError ? error.publicMessage : DETAILS[status] ?? title;
  const { headers = {}, errors = [] } = error instanceof AppError ? error : {};
  return { status, title, detail, headers, errors };
}

function statusCode(status: number): StatusCode {
  return status in STATUS_TEXT ? status as StatusCode : 500;
}

/**
 * A problem document (RFC 9457).
 *
 * @param instance where it happened, as a path
 */
export function problemResponse(problem: Problem, instance: string): Response {
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
