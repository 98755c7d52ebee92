import type { StartResult } from "@/lib/execution/mod.ts";
import { refusalError } from "../refusal_error.ts";
import { repeatableHeadersSchema } from "./execution_schemas.ts";
import { invalidInput } from "../read_json.ts";

const HEADER = "Idempotency-Key";

/**
 * Reads the key by which a request that is sent again is known.
 *
 * @param headers The request's headers.
 * @returns The key, or `undefined` when there is none.
 * @throws {AppError} `invalid_input` (422) when it is empty, too long, or not visible ASCII.
 */
export function idempotencyKey(headers: Headers): string | undefined {
  const value = headers.get(HEADER) ?? undefined;
  const parsed = repeatableHeadersSchema.shape[HEADER].optional().safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalidInput(parsed.error.issues.map(({ message }) => ({ path: HEADER, message })));
}

/**
 * Answers that a batch was started, or goes on, or why not.
 *
 * @param result What the engine did.
 * @returns 202 with the batch's address.
 * @throws {AppError} The refusal, as `refusalError()` makes it.
 */
export function acceptedAnswer(result: StartResult): Response {
  if (result.kind !== "started") throw refusalError(result);
  const { batchId, targets, chunks } = result;
  const headers = { location: `/api/executions/${batchId}` };
  return Response.json({ batchId, targets, chunks }, { status: 202, headers });
}
