import type { InstanceId } from "@/lib/base/mod.ts";
import type { TargetState } from "./view.ts";

/** The states a target ends in. */
export type EndState = Exclude<TargetState, "pending" | "in_progress">;

/** How a target ended. */
export interface TargetEnd {
  readonly instanceId: InstanceId;
  readonly state: EndState;
  readonly summary: string;
  readonly exitCode?: number | null;
  readonly startedAtMs?: number | null;
  readonly endedAtMs?: number | null;
  readonly stdoutParts?: number;
  readonly stderrParts?: number;
  readonly isTruncated?: boolean;
}

/** What may happen to a chunk; `atMs` is when, `dueAtMs` when to look again. */
export type ChunkEvent =
  /** It is about to be sent: committed before AWS hears of it. */
  | {
    readonly kind: "intended";
    readonly runToken: string;
    readonly concurrency: number;
    readonly atMs: number;
    readonly dueAtMs: number;
  }
  /** AWS does not know the command after all this time: it is about to be sent again. */
  | { readonly kind: "resending"; readonly runToken: string } & Due
  /** They are not sent again, and whether AWS took them the first time cannot be told. */
  | {
    readonly kind: "lost";
    readonly runToken: string;
    /** Those that AWS refused later; all that are open when `null`. */
    readonly instanceIds: readonly InstanceId[] | null;
    readonly summary: string;
    readonly atMs: number;
  }
  /** AWS took the command, or was found to have taken it. */
  | { readonly kind: "accepted"; readonly runToken: string; readonly commandId: string } & Due
  /** AWS has certainly not taken what was sent once; some targets may have ended by that. */
  | {
    readonly kind: "declined";
    readonly runToken: string;
    readonly ended: readonly TargetEnd[];
    /** Whether AWS refused the credentials. */
    readonly isRefused: boolean;
  } & Due
  /** Nothing is known yet, or AWS wants us to wait. */
  | {
    readonly kind: "postponed";
    /** Whether AWS refused the credentials. */
    readonly isRefused: boolean;
    /** Why AWS does not tell, for the operator; empty when nothing is wrong. */
    readonly note: string;
  } & Due
  /** AWS told how its targets stand. */
  | {
    readonly kind: "polled";
    readonly commandId: string;
    readonly running: readonly InstanceId[];
    readonly ended: readonly TargetEnd[];
  } & Due
  /** Its targets are given up before anything was sent. */
  | { readonly kind: "given_up"; readonly summary: string; readonly atMs: number }
  /** Somebody wants it to end; all targets when `instanceIds` is `null`. */
  | {
    readonly kind: "cancel_requested";
    readonly instanceIds: readonly InstanceId[] | null;
    readonly atMs: number;
  }
  /** AWS was asked to cancel these. */
  | { readonly kind: "cancel_sent"; readonly instanceIds: readonly InstanceId[] } & Due;

interface Due {
  readonly atMs: number;
  readonly dueAtMs: number;
}
