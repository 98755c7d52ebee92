import { z } from "zod";
import { type ApiAnswer, type ApiOperation, methodAndPath } from "./api_operation.ts";

/** A problem document (RFC 9457). */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string().describe("The status in words."),
  status: z.int(),
  detail: z.string().describe("What went wrong, for people."),
  instance: z.string().describe("The path where it happened."),
  errors: z.array(z.object({
    path: z.string().describe("Where in the input."),
    message: z.string(),
  })).optional(),
}).describe("What went wrong (RFC 9457).");

/**
 * Says how an operation can fail: in the ways that all operations of its kind do, and in its own.
 *
 * @param operation The operation.
 * @returns The answers by status.
 */
export function problemAnswers(operation: ApiOperation): Readonly<Record<number, ApiAnswer>> {
  const content = { "application/problem+json": problemSchema };
  const descriptions = { ...commonProblems(operation), ...operation.problems };
  return Object.fromEntries(
    Object.entries(descriptions).map(([status, description]) => [status, { description, content }]),
  );
}

function commonProblems(operation: ApiOperation): Readonly<Record<number, string>> {
  const { access = "session", body, query } = operation;
  const { method, path } = methodAndPath(operation);
  if (access === "machine") return {};
  return {
    ...body && {
      400: "The body cannot be read.",
      413: "The body is larger than 5 MB.",
      415: "The body has another media type.",
    },
    ...(body ?? query) && { 422: "The request is not valid; `errors` says where." },
    ...access === "session" && { 401: "Nobody is signed in." },
    ...method !== "GET" && { 403: "The CSRF token or the Origin is missing or wrong." },
    ...path.includes("{") && { 404: "There is nothing of this name." },
    429: "Too many requests; Retry-After says when to come back.",
    503: "The database or AWS cannot be reached; Retry-After says when to come back.",
  };
}
