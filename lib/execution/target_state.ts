import type { SsmInvocation } from "@/lib/aws/mod.ts";
import {
  DUPLICATE_RUN_EXIT_CODE,
  firstRunOf,
  UNRECORDED_RUN_EXIT_CODE,
} from "@/lib/scripts/mod.ts";
import type { EndState } from "./chunk_event.ts";

/** How SSM's word for an invocation is read. */
export type InvocationStanding =
  /** Nothing new: it waits, is being cancelled, or AWS used a word nobody knows. */
  | { readonly kind: "waiting" }
  | { readonly kind: "running" }
  | {
    readonly kind: "ended";
    readonly state: EndState;
    /** Whether the host told an exit code and an output. */
    readonly hasOutput: boolean;
    /** In the operator's words; empty where the output tells more. */
    readonly summary: string;
  };

const WAITING: InvocationStanding = { kind: "waiting" };

function ended(state: EndState, summary = "", hasOutput = summary === ""): InvocationStanding {
  return { kind: "ended", state, summary, hasOutput };
}

/**
 * StatusDetails where it says more than Status (Systems Manager user guide, "Understanding command
 * statuses"), else Status.
 */
const STANDINGS: Readonly<Record<string, InvocationStanding>> = {
  Pending: WAITING,
  Delayed: WAITING,
  Cancelling: WAITING,
  InProgress: { kind: "running" },
  Success: ended("success"),
  Failed: ended("failed"),
  Undeliverable: ended(
    "undeliverable",
    "The server's agent did not answer Systems Manager. The script may have run all the same: " +
      "check the server before running it again.",
  ),
  TimedOut: ended("timed_out", "Timed out.", true),
  DeliveryTimedOut: ended(
    "timed_out",
    "The server did not take the command in time, or its agent stopped while the script ran.",
  ),
  ExecutionTimedOut: ended("timed_out", "The script ran longer than its time limit.", true),
  Cancelled: ended("cancelled", "Cancelled by Systems Manager on request.", true),
  Terminated: ended("skipped", "Not run: the error limit was reached before."),
  InvalidPlatform: ended("skipped", "Not run: the server has another platform than the script."),
  AccessDenied: ended("skipped", "Not run: Systems Manager was denied access to the server."),
  RateExceeded: ended("skipped", "Not run: the account has too many pending commands."),
  LimitExceeded: ended("skipped", "Not run: the account has too many pending commands."),
};

/**
 * Reads how an invocation stands. An unknown word changes nothing; the own deadline ends it.
 *
 * @param invocation SSM's Status and StatusDetails, both without spaces.
 * @returns What it means for the target.
 */
export function standingOf(
  { status, statusDetails }: Pick<SsmInvocation, "status" | "statusDetails">,
): InvocationStanding {
  return lookUp(statusDetails) ?? lookUp(status) ?? WAITING;
}

function lookUp(word: string): InvocationStanding | undefined {
  return Object.hasOwn(STANDINGS, word) ? STANDINGS[word] : undefined;
}

/** What an exit code makes of a failure. */
export interface GuardedEnd {
  readonly state: EndState;
  readonly exitCode: number | null;
  /** In the operator's words; empty where the output tells more. */
  readonly summary: string;
}

/**
 * Reads the exit codes of the guard that stands before every script on a host.
 *
 * @param end The state by SSM, the exit code and the standard output.
 * @returns The state of what really ran: of the first run when the guard refused a second one.
 */
export function guardedEnd(
  { state, exitCode, stdout }: {
    readonly state: EndState;
    readonly exitCode: number | null;
    readonly stdout: string;
  },
): GuardedEnd {
  if (state !== "failed") return { state, exitCode, summary: "" };
  if (exitCode === UNRECORDED_RUN_EXIT_CODE) {
    return { state, exitCode, summary: "The server could not record the run: nothing was run." };
  }
  if (exitCode !== DUPLICATE_RUN_EXIT_CODE) return { state, exitCode, summary: "" };
  const first = firstRunOf(stdout);
  if (typeof first !== "number") {
    const summary = "The command reached the server twice and ran once; how that run ended is " +
      "not known.";
    return { state: "unknown", exitCode: null, summary };
  }
  return {
    state: first === 0 ? "success" : "failed",
    exitCode: first,
    summary: `The command reached the server twice and ran once, with exit code ${first}.`,
  };
}
