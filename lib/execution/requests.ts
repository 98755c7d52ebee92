import { z } from "zod";
import { CHANGE_NUMBER, fieldErrors } from "@/lib/base/mod.ts";
import { accountField, instanceIdField, regionField } from "@/lib/changes/mod.ts";
import type { ScriptValues } from "@/lib/scripts/mod.ts";
import type { ExecutionRefusal } from "./view.ts";

const MAX_TARGETS = 10_000;
const MAX_NAME_CHARACTERS = 256;

const instanceIds = z.array(instanceIdField)
  .min(1, "expected at least one instance; leave the list out for all")
  .max(MAX_TARGETS, "expected at most 10,000 instances")
  .refine(hasNoDuplicate, "expected each instance once");

const targetSchema = z.strictObject({
  instanceId: instanceIdField,
  account: accountField,
  region: regionField,
  platform: z.enum(["linux", "windows"]).default("linux")
    .describe("A server of another platform than the script's is skipped."),
  name: z.string().max(MAX_NAME_CHARACTERS).default("")
    .describe(`For people: at most ${MAX_NAME_CHARACTERS} characters.`),
});

const optionsSchema = z.strictObject({
  maxConcurrency: z.int().min(1).max(MAX_TARGETS).default(500)
    .describe("Servers at once, over all accounts, regions and partitions."),
  maxErrors: z.int().min(0).max(MAX_TARGETS).optional()
    .describe("Past so many errors nothing more is sent anywhere; no limit when absent."),
  timeoutSeconds: z.int().min(60).max(172_800).default(3_600)
    .describe("How long the script may run on a server."),
  deliveryTimeoutSeconds: z.int().min(30).max(2_592_000).default(600)
    .describe("How long it may take to begin on a server."),
  dryRun: z.boolean().default(false).describe("Answers the plan and sends nothing."),
});

/** The body of a request that starts a batch; the API's description shows it. */
export const startRequestSchema = z.strictObject({
  scriptId: z.string().min(1).max(100),
  parameters: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  change: z.string().regex(CHANGE_NUMBER, 'expected a change number such as "CHG0031001"')
    .optional(),
  targets: z.array(targetSchema).min(1, "expected at least one target")
    .max(MAX_TARGETS, "expected at most 10,000 targets")
    .refine(
      (targets) => hasNoDuplicate(targets.map(({ instanceId }) => instanceId)),
      "expected each instance once",
    ).optional(),
  instanceIds: instanceIds.optional()
    .describe("Only these; all when absent. One that is not part of the change is refused."),
  options: optionsSchema.prefault({}),
}).refine(
  ({ change, targets }) => (change === undefined) !== (targets === undefined),
  { message: "expected either a change or targets", path: ["change"] },
);

/** The body of a request that cancels targets of a batch. */
export const cancelRequestSchema = z.strictObject({
  instanceIds: instanceIds.optional().describe("Only these; all that have not ended when absent."),
});

/** The body of a request that runs a batch again where it did not succeed. */
export const retryRequestSchema = z.strictObject({
  instanceIds: instanceIds.optional().describe("Only these; all that fit when absent."),
  includeUncertain: z.boolean().default(false)
    .describe("Also undeliverable and unknown ones, where the script may have run."),
});

/** Servers of a request that get parameters of their own. */
export interface Variant {
  /** What they get beside the request's parameters, or in their place. */
  readonly parameters: ScriptValues;
  /** The servers, which the request has to name too. */
  readonly instanceIds: readonly string[];
}

interface Varied {
  /** No server in two of them; only this program asks for any. */
  readonly variants?: readonly Variant[] | undefined;
}

/** A request that passed its schema. */
export type ParsedStartRequest = z.output<typeof startRequestSchema> & Varied;

interface Repeatable {
  /** The same key from the same operator within 24 hours gives the same batch. */
  readonly idempotencyKey?: string | undefined;
}

/** What to run where; `Executions.start()` parses it. */
export type StartRequest = z.input<typeof startRequestSchema> & Repeatable & Varied;

/** Which targets to cancel. */
export type CancelRequest = z.input<typeof cancelRequestSchema>;

/** Which targets to run again. */
export type RetryRequest = z.input<typeof retryRequestSchema> & Repeatable;

/**
 * Parses a request.
 *
 * @param schema What it must look like.
 * @param input The request as it came.
 * @returns The request, or everything that is wrong with it.
 */
export function parseRequest<Request>(
  schema: z.ZodType<Request>,
  input: unknown,
):
  | { readonly kind: "parsed"; readonly request: Request }
  | ExecutionRefusal & { readonly kind: "invalid" } {
  const parsed = schema.safeParse(input);
  if (parsed.success) return { kind: "parsed", request: parsed.data };
  return { kind: "invalid", errors: fieldErrors(parsed.error) };
}

function hasNoDuplicate(values: readonly string[]): boolean {
  return new Set(values).size === values.length;
}
