import { SECOND_MS } from "@/lib/base/mod.ts";
import type { Command, Invocation, Standing } from "./command.ts";
import type { Ledger } from "./ledger.ts";
import type { Pace, Span } from "./pace.ts";
import { runScript, type ScriptRun } from "./script_behaviours.ts";
import { runTokenOf } from "./sent_values.ts";
import type { Timeline } from "./timeline.ts";

/** How long AWS and the agent take at real speed, in ms. */
const DELIVERY_MS: Span = [300, 1_500];
const UNDELIVERABLE_MS: Span = [4_000, 8_000];
const DELAY_MS: Span = [6_000, 10_000];
const CANCEL_MS: Span = [800, 1_500];
const REBOOT_MS: Span = [20_000, 40_000];

const UNDELIVERABLE: Standing = { status: "Failed", details: "Undeliverable" };

/** What the progress of commands stands on. */
export interface CommandProgressOptions {
  readonly timeline: Timeline;
  readonly ledger: Ledger;
  readonly pace: Pace;
}

/** One host's part of a command, and when. */
interface Step {
  readonly invocation: Invocation;
  readonly atMs: number;
}

/** Carries commands to hosts and runs them there as time goes by. */
export class CommandProgress {
  readonly #options: CommandProgressOptions;

  constructor(options: CommandProgressOptions) {
    this.#options = options;
  }

  /** Hands the command to as many further hosts as its limits allow. */
  launch(command: Command, nowMs: number): void {
    const open = command.invocations.values().filter(({ hasEnded }) => !hasEnded).toArray();
    const waiting = open.filter(({ launched }) => !launched);
    if (command.isOverErrorLimit) {
      for (const invocation of waiting) {
        invocation.endedAtMs = nowMs;
        invocation.standing = { status: "Cancelled", details: "Terminated" };
      }
      return;
    }
    const free = command.concurrency - (open.length - waiting.length);
    for (const invocation of waiting.slice(0, Math.max(0, free))) {
      invocation.launched = true;
      this.#deliver(command, { invocation, atMs: nowMs });
    }
  }

  /** Cancels on some hosts, or on all; what runs may still end first. */
  cancel(
    command: Command,
    { instanceIds, nowMs }: {
      readonly instanceIds: readonly string[] | undefined;
      readonly nowMs: number;
    },
  ): void {
    if (instanceIds === undefined) command.cancelRequested = true;
    for (const [instanceId, invocation] of command.invocations) {
      if (invocation.hasEnded || instanceIds && !instanceIds.includes(instanceId)) continue;
      invocation.standing = { status: "Cancelling", details: "Cancelling" };
      const key = `cancel:${command.commandId}:${instanceId}`;
      const endMs = nowMs + this.#options.pace.draw(CANCEL_MS, key);
      this.#later({ invocation, atMs: endMs }, (atMs) => {
        const standing = { status: "Cancelled", details: "Cancelled" };
        this.#end(command, { invocation, standing, atMs });
      });
    }
  }

  #deliver(command: Command, { invocation, atMs: nowMs }: Step): void {
    const { pace } = this.#options;
    const { ping, delivery, instanceId } = invocation.host.traits;
    const key = `deliver:${command.commandId}:${instanceId}`;
    const after = (span: Span, run: (atMs: number) => void) =>
      this.#later({ invocation, atMs: nowMs + pace.draw(span, key) }, run);
    const start = (atMs: number) => this.#start(command, { invocation, atMs });
    this.#expire(command, { invocation, atMs: nowMs });
    if (ping === "offline") {
      after(
        UNDELIVERABLE_MS,
        (atMs) => this.#end(command, { invocation, standing: UNDELIVERABLE, atMs }),
      );
    } else if (delivery === "prompt" || delivery === "ghost") {
      after(DELIVERY_MS, start);
    } else if (delivery === "delayed") {
      after(DELIVERY_MS, () => {
        if (invocation.standing.status !== "Pending") return;
        invocation.standing = { status: "Delayed", details: "Delayed" };
      });
      after(DELAY_MS, start);
    }
  }

  /** What has not started by then never does. */
  #expire(command: Command, { invocation, atMs: nowMs }: Step): void {
    const limitMs = this.#options.pace.scaled(command.request.timeoutSeconds * SECOND_MS);
    this.#later({ invocation, atMs: nowMs + limitMs }, (atMs) => {
      if (invocation.startedAtMs !== undefined) return;
      const standing = { status: "TimedOut", details: "DeliveryTimedOut" };
      this.#end(command, { invocation, standing, atMs });
    });
  }

  /** The script begins. A host that is being cancelled is not started any more. */
  #start(command: Command, { invocation, atMs }: Step): void {
    if (invocation.standing.status === "Cancelling") return;
    const { result, endsAtMs } = this.#begin(command, { invocation, atMs });
    if (invocation.host.traits.delivery === "ghost") {
      return this.#end(command, { invocation, standing: UNDELIVERABLE, atMs });
    }
    invocation.startedAtMs ??= atMs;
    invocation.standing = { status: "InProgress", details: "InProgress" };
    this.#later({ invocation, atMs: endsAtMs }, (endMs) => {
      const timedOut = result.durationMs > limitMsOf(command);
      if (result.reboots && !timedOut) {
        return this.#startAgain(command, { invocation, atMs: endMs });
      }
      invocation.result = result;
      const standing = timedOut
        ? { status: "TimedOut", details: "ExecutionTimedOut" }
        : standingOf(result);
      this.#end(command, { invocation, standing, atMs: endMs });
    });
  }

  /** Runs the text on the host, and writes down that it did. */
  #begin(command: Command, { invocation: { host }, atMs }: Step) {
    const { ledger, pace, timeline } = this.#options;
    const { instanceId } = host.traits;
    const commands = (command.request.parameters.commands ?? []).join("\n");
    const runToken = runTokenOf(commands) ?? null;
    const refusedAsDuplicate = runToken !== null && host.runs.has(runToken);
    const startedAt = new Date(atMs).toISOString();
    ledger.runs.push({ instanceId, runToken, startedAt, refusedAsDuplicate });
    const chance = pace.chance(`run:${command.commandId}:${instanceId}`);
    const result = runScript(host, { commands, chance, nowMs: atMs });
    const endsAtMs = atMs + pace.scaled(Math.min(result.durationMs, limitMsOf(command)));
    if (runToken !== null && !refusedAsDuplicate) {
      timeline.at(endsAtMs, () => host.runs.set(runToken, result.exitCode));
    }
    return { result, endsAtMs };
  }

  /** Some exit codes restart the host, and the agent then runs the script again. */
  #startAgain(command: Command, { invocation, atMs }: Step): void {
    const key = `reboot:${command.commandId}:${invocation.host.traits.instanceId}`;
    const startMs = atMs + this.#options.pace.draw(REBOOT_MS, key);
    this.#later(
      { invocation, atMs: startMs },
      (nowMs) => this.#start(command, { invocation, atMs: nowMs }),
    );
  }

  #end(
    command: Command,
    { invocation, standing, atMs }: Step & { readonly standing: Standing },
  ): void {
    invocation.standing = standing;
    invocation.endedAtMs = atMs;
    this.launch(command, atMs);
  }

  /** Plans something for an invocation, unless it ends before. */
  #later({ invocation, atMs }: Step, run: (atMs: number) => void): void {
    this.#options.timeline.at(atMs, (nowMs) => {
      if (!invocation.hasEnded) run(nowMs);
    });
  }
}

function limitMsOf({ request }: Command): number {
  return request.executionTimeoutSeconds * SECOND_MS;
}

function standingOf({ exitCode }: ScriptRun): Standing {
  const word = exitCode === 0 ? "Success" : "Failed";
  return { status: word, details: word };
}
