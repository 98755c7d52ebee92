import { Command, type CommandRequest } from "./command.ts";
import { CommandProgress } from "./command_progress.ts";
import type { Host } from "./host.ts";
import type { Ledger } from "./ledger.ts";
import { Pace } from "./pace.ts";
import type { SeededRandom } from "./seeded_random.ts";
import type { Timeline } from "./timeline.ts";

/** How long a new command stays invisible at most, in ms at real speed. */
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

/** Whose commands, and the time in ms since 1970. */
interface Asked {
  readonly account: string;
  readonly region: string;
  readonly nowMs: number;
}

/** Run Command: takes commands, and shows and cancels them. */
export class RunCommand {
  readonly #commands = new Map<string, Command>();
  readonly #random: SeededRandom;
  readonly #ledger: Ledger;
  readonly #pace: Pace;
  readonly #progress: CommandProgress;

  constructor({ timeline, random, ledger, speed }: RunCommandOptions) {
    this.#random = random;
    this.#ledger = ledger;
    this.#pace = new Pace(random, speed);
    this.#progress = new CommandProgress({ timeline, ledger, pace: this.#pace });
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
    { account, region, hosts, nowMs }: Asked & { readonly hosts: readonly Host[] },
  ): Command {
    const hex = this.#random.hex(`command:${this.#commands.size}`, 32);
    const commandId = hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
    const command = new Command({
      ...{ commandId, account, region, request, hosts },
      requestedAtMs: nowMs,
    });
    this.#commands.set(commandId, command);
    this.#ledger.sends.push({
      ...{ commandId, account, region },
      instanceIds: hosts.map(({ traits }) => traits.instanceId),
      documentName: request.documentName,
      comment: request.comment,
      acceptedAt: new Date(nowMs).toISOString(),
    });
    this.#progress.launch(command, nowMs);
    return command;
  }

  /**
   * Finds the commands of an account and region that a view shows by now, newest first.
   *
   * @param view Which view asks.
   * @param options Whose commands, and the time in ms since 1970.
   * @returns The commands.
   */
  visible(view: View, { account, region, nowMs }: Asked): readonly Command[] {
    return [...this.#commands.values()].reverse().filter((command) =>
      command.account === account && command.region === region &&
      this.isVisible(command, { view, nowMs })
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
    { commandId, requestedAtMs }: Command,
    { view, nowMs }: { readonly view: View; readonly nowMs: number },
  ): boolean {
    return nowMs >= requestedAtMs +
        this.#pace.draw([0, VISIBILITY_MS], `visible:${view}:${commandId}`);
  }

  /**
   * Asks to cancel: what is not yet delivered never runs, what runs ends early or just in time.
   *
   * @param command The command.
   * @param options On which hosts, all when absent, and the time in ms since 1970.
   */
  cancel(
    command: Command,
    options: { readonly instanceIds: readonly string[] | undefined; readonly nowMs: number },
  ): void {
    this.#progress.cancel(command, options);
  }
}
