import { z } from "zod";
import type { SeededRandom } from "./seeded_random.ts";

const rateSchema = z.number().min(0).max(1);

/** What `POST /_simulator/faults` takes. */
export const faultsSchema = z.strictObject({
  throttleRate: rateSchema.default(0),
  errorRate: rateSchema.default(0),
  brokenReplyRate: rateSchema.default(0),
  brokenReplies: z.array(z.enum(["drop", "500", "503html", "truncated", "hang"])).min(1)
    .default(["drop", "500", "503html", "truncated", "hang"]),
  latencyMs: z.number().min(0).max(60_000).default(0),
  expireTokens: z.boolean().default(false),
  only: z.array(z.string().regex(/^[a-z0-9]+:\w+$/)).optional(),
});

/** The faults in force. */
export type Faults = z.infer<typeof faultsSchema>;

/** A reply that is lost after its request was executed. */
export type BrokenReply = Faults["brokenReplies"][number];

/** What happens to one request. */
export interface Fate {
  /** Refused before it is executed. */
  readonly refused?: "throttled" | "server" | undefined;
  /** Executed, but the reply breaks. */
  readonly brokenReply?: BrokenReply | undefined;
  /** How long it waits first, in ms. */
  readonly latencyMs: number;
}

/**
 * Decides what happens to a request under the faults in force.
 *
 * @param faults The faults.
 * @param options The call, a number no other request has, and the source of chance.
 * @returns The request's fate.
 */
export function fateOf(
  faults: Faults,
  { operation, sequence, random }: {
    readonly operation: string;
    readonly sequence: number;
    readonly random: SeededRandom;
  },
): Fate {
  if (faults.only && !faults.only.includes(operation)) return { latencyMs: 0 };
  const { latencyMs, throttleRate, errorRate, brokenReplyRate, brokenReplies } = faults;
  const hits = (what: string, rate: number) => random.unit(`${what}:${sequence}`) < rate;
  if (hits("throttle", throttleRate)) return { latencyMs, refused: "throttled" };
  if (hits("error", errorRate)) return { latencyMs, refused: "server" };
  if (!hits("broken", brokenReplyRate)) return { latencyMs };
  const index = Math.floor(random.unit(`kind:${sequence}`) * brokenReplies.length);
  return { latencyMs, brokenReply: brokenReplies[index] };
}
