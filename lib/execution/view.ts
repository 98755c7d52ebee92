/** What pages and islands know of a batch; types and pure functions alone, so a browser may load them. */
import type { AccountId, FieldError, InstanceId, Partition, Region } from "@/lib/base/view.ts";

/** Every state a target can be in; it is in exactly one of them. */
export const TARGET_STATES = [
  "pending",
  "in_progress",
  "success",
  "failed",
  "timed_out",
  "cancelled",
  "undeliverable",
  "skipped",
  "unknown",
] as const;

/** The state of one target. */
export type TargetState = typeof TARGET_STATES[number];

/** The state of a batch. The first three have not ended. */
export const BATCH_STATES = [
  "running",
  "waiting_credentials",
  "cancelling",
  "success",
  "partial",
  "failed",
  "cancelled",
] as const;

/** The state of a batch. */
export type BatchState = typeof BATCH_STATES[number];

/** States that a retry takes: the script did not succeed there, and does not run. */
export const RETRIED_STATES: readonly TargetState[] = [
  "failed",
  "timed_out",
  "skipped",
  "cancelled",
];

/** States in which the script may have run all the same: a retry takes them only when asked to. */
export const UNCERTAIN_STATES: readonly TargetState[] = ["undeliverable", "unknown"];

/** How many targets are in each state; the states add up to the total. */
export type Counts = Readonly<Record<TargetState | "total", number>>;

/** One SSM command of a batch. */
export interface CommandView {
  /** The account it runs in. */
  readonly account: AccountId;
  /** The region it runs in. */
  readonly region: Region;
  /** AWS's id of it; `null` until it is known to have been sent. */
  readonly commandId: string | null;
  /** How far it is. */
  readonly state: "planned" | "sending" | "sent" | "settled";
}

/** A batch without its commands, as lists show it. */
export interface BatchSummary {
  /** Its id. */
  readonly batchId: string;
  /** The script, such as `linux/probe`. */
  readonly scriptId: string;
  /** The script's name for people. */
  readonly scriptName: string;
  /** SHA-256 of the script's content, in hex. */
  readonly scriptVersion: string;
  /** The change it belongs to, if any. */
  readonly change: string | null;
  /** The ARN of who started it. */
  readonly actor: string;
  /** Where it stands. */
  readonly state: BatchState;
  /** ISO 8601 in UTC. */
  readonly createdAt: string;
  /** ISO 8601 in UTC; `null` until it has ended. */
  readonly endedAt: string | null;
  /** The batch whose targets it repeats. */
  readonly retryOf: string | null;
  /** How many targets are in each state. */
  readonly counts: Counts;
}

/** A batch, as a status request shows it. */
export interface BatchView extends BatchSummary {
  /** Another one after every change: the content of its ETag. */
  readonly version: number;
  /** Its SSM commands. */
  readonly commands: readonly CommandView[];
  /** Where targets wait for somebody to sign in again. */
  readonly waitingFor: readonly Partition[];
  /** The partitions it has targets in. */
  readonly partitions: readonly Partition[];
  /** When the credentials that it was lent end, ISO 8601 in UTC; `null` where it has none. */
  readonly credentialsEndAt: Readonly<Record<Partition, string | null>>;
  /** When it should end, ISO 8601 in UTC; `null` when it has ended or cannot be told. */
  readonly predictedEndAt: string | null;
  /** When AWS was last asked, ISO 8601 in UTC; `null` before the first time. */
  readonly checkedAt: string | null;
}

/** A target, as the table of a batch shows it. */
export interface TargetView {
  /** The server. */
  readonly instanceId: InstanceId;
  /** The account it belongs to. */
  readonly account: AccountId;
  /** The region it runs in. */
  readonly region: Region;
  /** Its name for people; foreign text. */
  readonly name: string;
  /** Where it stands. */
  readonly state: TargetState;
  /** `null` while no script has ended there. */
  readonly exitCode: number | null;
  /** ISO 8601 in UTC. */
  readonly startedAt: string | null;
  /** ISO 8601 in UTC. */
  readonly endedAt: string | null;
  /** Why it is in this state, or the last meaningful line of its output; foreign text. */
  readonly summary: string;
}

/** A target with its output. */
export interface TargetDetail extends TargetView {
  /** What the script printed; foreign text. */
  readonly stdout: string;
  /** What it printed as errors; foreign text. */
  readonly stderr: string;
  /** Whether AWS cut a stream: at 24,000 characters of stdout, 8,000 of stderr. */
  readonly truncated: boolean;
}

/** One page of a list. */
export interface Paged<Item> {
  /** The items, in order. */
  readonly items: readonly Item[];
  /** Where the next page begins; `null` on the last one. */
  readonly nextCursor: string | null;
}

/** What `POST /api/executions` with `dryRun` answers. */
export interface PlanView {
  /** The SSM commands it would take. */
  readonly chunks: readonly {
    readonly partition: Partition;
    readonly account: AccountId;
    readonly region: Region;
    readonly instanceIds: readonly InstanceId[];
  }[];
  /** The servers it would leave out. */
  readonly skipped: readonly { readonly instanceId: InstanceId; readonly reason: string }[];
  /** The script as it would be sent, secrets masked. */
  readonly script: string;
  /** How long it should take. */
  readonly predictedSeconds: number;
}

/** What starting, retrying, resuming and cancelling answer. */
export interface StartedView {
  /** The batch. */
  readonly batchId: string;
  /** How many targets it has. */
  readonly targets: number;
  /** How many SSM commands it takes. */
  readonly chunks: number;
}

/** Why a batch was not started, or not changed; nothing was sent. */
export type ExecutionRefusal =
  | { readonly kind: "unknown_script"; readonly scriptId: string }
  | { readonly kind: "unknown_change"; readonly number: string }
  | { readonly kind: "unknown_batch"; readonly batchId: string }
  | { readonly kind: "invalid"; readonly errors: readonly FieldError[] }
  /** Environment variables the server lacks for this script. */
  | { readonly kind: "not_configured"; readonly variables: readonly string[] }
  | { readonly kind: "not_signed_in"; readonly partitions: readonly Partition[] }
  /** Another account is signed in than the one the batch was started with. */
  | { readonly kind: "other_account"; readonly partition: Partition; readonly account: AccountId }
  /** The Idempotency-Key was used for another request. */
  | { readonly kind: "key_reused" }
  /** Targets that run again elsewhere already: each batch that has some, and how many. */
  | {
    readonly kind: "already_retried";
    readonly retries: readonly { readonly batchId: string; readonly targets: number }[];
  }
  /** The batch has ended, or has no target that fits. */
  | { readonly kind: "nothing_to_do"; readonly reason: string };

/**
 * Tells whether a batch has ended: nothing more will happen to it.
 *
 * @param state The batch's state.
 * @returns `true` for `success`, `partial`, `failed` and `cancelled`.
 */
export function hasEnded(state: BatchState): boolean {
  return state !== "running" && state !== "waiting_credentials" && state !== "cancelling";
}
