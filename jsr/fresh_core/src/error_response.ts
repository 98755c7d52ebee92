import { STATUS_TEXT } from "@std/http/status";
import { HttpError } from "./http_error.ts";

/** The plain-text answer for an error that no error page took (contract 3.3.7). */
export function errorResponse(error: unknown): Response {
  if (!(error instanceof HttpError) || error.status >= 500) {
    console.error(error);
  }
  return error instanceof HttpError
    ? new Response(error.message || STATUS_TEXT[error.status], { status: error.status })
    : new Response("Internal server error", { status: 500 });
}
