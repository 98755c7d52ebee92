import { AppError } from "@/lib/base/mod.ts";
import type { ExecutionRefusal } from "@/lib/execution/mod.ts";
import { notFound } from "./answers.ts";
import { invalidInput } from "./read_json.ts";

/** The operator's words for the partitions. */
const ENVIRONMENTS = { "aws": "Commercial (COM)", "aws-us-gov": "GovCloud (GOV)" } as const;

/**
 * Makes the error of a batch that was not started or not changed.
 *
 * @param refusal Why; nothing was sent.
 * @returns 404 naming what is unknown, 422 for input that is not valid, 409 for what has to change
 * first.
 */
export function refusalError(refusal: ExecutionRefusal): AppError {
  switch (refusal.kind) {
    case "unknown_script":
      return notFound("script", refusal.scriptId);
    case "unknown_change":
      return notFound("change", refusal.number);
    case "unknown_batch":
      return notFound("execution", refusal.batchId);
    case "invalid":
      return invalidInput(refusal.errors);
    case "not_configured":
      return conflict(
        refusal.kind,
        `The server lacks ${refusal.variables.join(", ")}, which this script needs.`,
      );
    case "not_signed_in": {
      const names = refusal.partitions.map((partition) => ENVIRONMENTS[partition]);
      return conflict(refusal.kind, `Sign in to ${names.join(" and ")} first. Nothing was sent.`);
    }
    case "other_account":
      return conflict(
        refusal.kind,
        `This was started with account ${refusal.account}. Sign in with it to ` +
          `${ENVIRONMENTS[refusal.partition]}.`,
      );
    case "key_reused":
      return refused(refusal.kind, {
        status: 422,
        publicMessage:
          "This form, or this Idempotency-Key, was sent before with other values. Load the page again.",
      });
    case "already_retried":
      return conflict(refusal.kind, retriedText(refusal.retries));
    case "nothing_to_do":
      return conflict(refusal.kind, refusal.reason);
  }
}

const MAX_NAMED = 5;

function retriedText(
  retries: readonly { readonly batchId: string; readonly targets: number }[],
): string {
  const total = retries.reduce((sum, { targets }) => sum + targets, 0);
  const places = retries.slice(-MAX_NAMED)
    .map(({ batchId, targets }) => `${targets} in the run ${batchId}`);
  if (retries.length > MAX_NAMED) places.push("the rest in earlier runs");
  return `Nothing was sent: ${total} of these servers were retried before, ` +
    `${places.join(", ")}. Follow or retry them there; the others may be retried by name.`;
}

function conflict(code: string, publicMessage: string): AppError {
  return refused(code, { status: 409, publicMessage });
}

function refused(
  code: string,
  answer: { readonly status: number; readonly publicMessage: string },
): AppError {
  return new AppError(`Cannot do this with a batch: ${code}`, { code, ...answer });
}
