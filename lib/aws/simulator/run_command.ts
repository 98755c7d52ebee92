import { SECOND_MS } from "@/lib/base/mod.ts";
import { Command, type CommandRequest, type Invocation } from "./command.ts";
import type { Host } from "./host.ts";
import type { Ledger } from "./ledger.ts";
import { runScript, runTokenOf } from "./script_behaviours.ts";
import type { SeededRandom } from "./seeded_random.ts";
import type { Timeline } from "./timeline.ts";

/** How long AWS and the agent take at real speed, in ms: the least, and what chance adds. */
const DELIVERY_MS = [300, 1_200] as const;
const UNDELIVERABLE_MS = [4_000, 8_000] as const;
const DELAY_MS = [6_000, 10_000] as const;
const CANCEL_MS = [800, 1_500] as const;
const VISIBILITY_MS = 2_000;

/** The lists and reads that see a new command, each after a delay of its own. */
export type View = "ListCommands" | "ListCommandInvocations" | "GetCommandInvocation";

/** What Run Command stands on. */
export interface RunCommandOptions {
  readonly timeline: Timeline;
  readonly random: SeededRandom;
  readonly ledger: Ledger;
  /** How many times faster than real everything goes. */
  readonly speed: number;
}

/** Run Command: takes commands, runs them on hosts as time goes by, and cancels them. */
export class RunCommand {
  readonly #commands = new Map<string, Command>();
  readonly #options: RunCommandOptions;

  constructor(options: RunCommandOptions) {
    this.#options = options;
  }

  /**
   * Takes a command.
   *
   * @param request What was sent, already checked.
   * @param options Whose it is, its hosts, and the time in ms since 1970.
   * @returns The command.
   */
  send(
    request: CommandRequest,
    { account, region, hosts, nowMs }: {
      readonly account: string;
      readonly region: string;
      readonly hosts: readonly Host[];
      readonly nowMs: number;
    },
  ): Command {
    const { random, ledger } = this.#options;
    const hex = random.hex(`command:${this.#commands.size}`, 32);
    const commandId = hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
    const command = new Command({
      ...{ commandId, account, region, request, hosts },
      requestedAtMs: nowMs,
    });
    this.#commands.set(commandId, command);
    ledger.sends.push({
      ...{ commandId, account, region },
      instanceIds: hosts.map(({ traits }) => traits.instanceId),
      documentName: request.documentName,
      comment: request.comment,
      acceptedAt: new Date(nowMs).toISOString(),
    });
    this.#launch(command, nowMs);
    return command;
  }

  /**
   * Finds the commands of an account and region that a view shows by now, newest first.
   *
   * @param view Which view asks.
   * @param options Whose commands, and the time in ms since 1970.
   * @returns The commands.
   */
  visible(
    view: View,
    { account, region, nowMs }: {
      readonly account: string;
      readonly region: string;
      readonly nowMs: number;
    },
  ): readonly Command[] {
    return [...this.#commands.values()].reverse().filter((command) =>
      command.account === account && command.region === region &&
      nowMs >= command.requestedAtMs + this.#visibilityMs(view, command)
    );
  }

  /**
   * Finds one command of an account and region, visible or not.
   *
   * @param commandId The command's id.
   * @param options Whose it must be.
   * @returns The command, or nothing.
   */
  find(
    commandId: string,
    { account, region }: { readonly account: string; readonly region: string },
  ): Command | undefined {
    const command = this.#commands.get(commandId);
    return command?.account === account && command.region === region ? command : undefined;
  }

  /** Tells whether a view shows the command by now. */
  isVisible(
    command: Command,
    { view, nowMs }: { readonly view: View; readonly nowMs: number },
  ): boolean {
    return nowMs >= command.requestedAtMs + this.#visibilityMs(view, command);
  }

  /**
   * Asks to cancel: what is not yet delivered never runs, what runs ends early or just in time.
   *
   * @param command The command.
   * @param options On which hosts, all when absent, and the time in ms since 1970.
   */
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
      this.#later(invocation, {
        at: this.#after(nowMs, {
          range: CANCEL_MS,
          key: `cancel:${command.commandId}:${instanceId}`,
        }),
        run: (atMs) =>
          this.#end(command, {
            invocation,
            standing: { status: "Cancelled", details: "Cancelled" },
            atMs,
          }),
      });
    }
  }

  /** Hands the command to as many further hosts as its limits allow. */
  #launch(command: Command, nowMs: number): void {
    const waiting = command.invocations.values().filter(({ launched, hasEnded }) =>
      !launched && !hasEnded
    ).toArray();
    if (command.isOverErrorLimit) {
      for (const invocation of waiting) {
        invocation.endedAtMs = nowMs;
        invocation.standing = { status: "Cancelled", details: "Terminated" };
      }
      return;
    }
    const running =
      command.invocations.values().filter(({ launched, hasEnded }) => launched && !hasEnded)
        .toArray().length;
    for (const invocation of waiting.slice(0, Math.max(0, command.concurrency - running))) {
      invocation.launched = true;
      this.#deliver(command, { invocation, nowMs });
    }
  }

  #deliver(
    command: Command,
    { invocation, nowMs }: { readonly invocation: Invocation; readonly nowMs: number },
  ): void {
    const { ping, delivery, instanceId } = invocation.host.traits;
    const key = `deliver:${command.commandId}:${instanceId}`;
    const start = (range: readonly [number, number]) =>
      this.#later(invocation, {
        at: this.#after(nowMs, { range, key }),
        run: (atMs) => this.#start(command, { invocation, atMs }),
      });
    const expiresAtMs = nowMs +
      command.request.timeoutSeconds * SECOND_MS / this.#options.speed;
    this.#later(invocation, {
      at: expiresAtMs,
      run: (atMs) => {
        if (invocation.startedAtMs !== undefined) return;
        const standing = { status: "TimedOut", details: "DeliveryTimedOut" };
        this.#end(command, { invocation, standing, atMs });
      },
    });
    if (ping === "offline") {
      return this.#later(invocation, {
        at: this.#after(nowMs, { range: UNDELIVERABLE_MS, key }),
        run: (atMs) => this.#undeliverable(command, { invocation, atMs }),
      });
    }
    if (delivery === "prompt" || delivery === "ghost") return start(DELIVERY_MS);
    if (delivery === "dead") return;
    this.#later(invocation, {
      at: this.#after(nowMs, { range: DELIVERY_MS, key }),
      run: () => {
        if (invocation.standing.status !== "Pending") return;
        invocation.standing = { status: "Delayed", details: "Delayed" };
      },
    });
    start(DELAY_MS);
  }

  /** The script begins. A host that is being cancelled is not started any more. */
  #start(
    command: Command,
    { invocation, atMs }: { readonly invocation: Invocation; readonly atMs: number },
  ): void {
    const { host, standing } = invocation;
    if (standing.status === "Cancelling") return;
    const { instanceId, delivery } = host.traits;
    const { random, ledger, speed } = this.#options;
    const commands = (command.request.parameters.commands ?? []).join("\n");
    const runToken = runTokenOf(commands) ?? null;
    const refusedAsDuplicate = runToken !== null && host.runs.has(runToken);
    const startedAt = new Date(atMs).toISOString();
    ledger.runs.push({ instanceId, runToken, startedAt, refusedAsDuplicate });
    const chance = random.unit(`run:${command.commandId}:${instanceId}`);
    const result = runScript(host, { commands, chance });
    const limitMs = command.request.executionTimeoutSeconds * SECOND_MS;
    const endsAtMs = atMs + Math.min(result.durationMs, limitMs) / speed;
    if (runToken !== null && !refusedAsDuplicate) {
      this.#options.timeline.at(endsAtMs, () => host.runs.set(runToken, result.exitCode));
    }
    if (delivery === "ghost") return this.#undeliverable(command, { invocation, atMs });
    invocation.startedAtMs = atMs;
    invocation.standing = { status: "InProgress", details: "InProgress" };
    this.#later(invocation, {
      at: endsAtMs,
      run: (endMs) => {
        const timedOut = result.durationMs > limitMs;
        const word = result.exitCode === 0 ? "Success" : "Failed";
        invocation.result = result;
        this.#end(command, {
          invocation,
          standing: timedOut
            ? { status: "TimedOut", details: "ExecutionTimedOut" }
            : { status: word, details: word },
          atMs: endMs,
        });
      },
    });
  }

  #undeliverable(
    command: Command,
    { invocation, atMs }: { readonly invocation: Invocation; readonly atMs: number },
  ): void {
    this.#end(command, {
      invocation,
      standing: { status: "Failed", details: "Undeliverable" },
      atMs,
    });
  }

  #end(
    command: Command,
    { invocation, standing, atMs }: {
      readonly invocation: Invocation;
      readonly standing: Invocation["standing"];
      readonly atMs: number;
    },
  ): void {
    invocation.standing = standing;
    invocation.endedAtMs = atMs;
    this.#launch(command, atMs);
  }

  /** Plans something for an invocation, unless it ends before. */
  #later(
    invocation: Invocation,
    { at, run }: { readonly at: number; readonly run: (atMs: number) => void },
  ): void {
    this.#options.timeline.at(at, (atMs) => {
      if (!invocation.hasEnded) run(atMs);
    });
  }

  #after(
    nowMs: number,
    { range: [leastMs, mostMs], key }: {
      readonly range: readonly [number, number];
      readonly key: string;
    },
  ): number {
    const { random, speed } = this.#options;
    return nowMs + (leastMs + random.unit(key) * (mostMs - leastMs)) / speed;
  }

  #visibilityMs(view: View, { commandId }: Command): number {
    const { random, speed } = this.#options;
    return random.unit(`visible:${view}:${commandId}`) * VISIBILITY_MS / speed;
  }
}
