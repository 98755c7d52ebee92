import type { Host } from "./host.ts";
import type { ScriptRun } from "./script_behaviours.ts";

/** What a command was sent with, after its parameters were checked. */
export interface CommandRequest {
  readonly documentName: string;
  readonly comment: string;
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  readonly timeoutSeconds: number;
  readonly executionTimeoutSeconds: number;
  readonly maxConcurrency: string;
  readonly maxErrors: string;
}

/** How an invocation stands: SSM's Status and StatusDetails. */
export interface Standing {
  readonly status: string;
  readonly details: string;
}

const ENDED: ReadonlySet<string> = new Set(["Success", "Failed", "TimedOut", "Cancelled"]);

/** A command on one host. */
export class Invocation {
  readonly host: Host;
  standing: Standing = { status: "Pending", details: "Pending" };
  /** Whether it was handed to the host's agent; until then it waits for its turn. */
  launched = false;
  startedAtMs: number | undefined;
  endedAtMs: number | undefined;
  /** What the host reported; nothing until then, or when it never did. */
  result: ScriptRun | undefined;

  constructor(host: Host) {
    this.host = host;
  }

  /** Whether nothing more will happen. */
  get hasEnded(): boolean {
    return ENDED.has(this.standing.status);
  }

  /** Whether it counts against the command's error limit (Run Command user guide, MaxErrors). */
  get isError(): boolean {
    return ["Failed", "ExecutionTimedOut"].includes(this.standing.details);
  }
}

/** A command on up to 50 hosts. */
export class Command {
  readonly commandId: string;
  readonly account: string;
  readonly region: string;
  readonly request: CommandRequest;
  readonly requestedAtMs: number;
  readonly invocations: ReadonlyMap<string, Invocation>;
  cancelRequested = false;

  constructor(
    { hosts, ...rest }: {
      readonly commandId: string;
      readonly account: string;
      readonly region: string;
      readonly request: CommandRequest;
      readonly requestedAtMs: number;
      readonly hosts: readonly Host[];
    },
  ) {
    this.commandId = rest.commandId;
    this.account = rest.account;
    this.region = rest.region;
    this.request = rest.request;
    this.requestedAtMs = rest.requestedAtMs;
    this.invocations = new Map(
      hosts.map((host) => [host.traits.instanceId, new Invocation(host)]),
    );
  }

  /** How many hosts may run it at once. */
  get concurrency(): number {
    return Math.max(1, share(this.request.maxConcurrency, this.invocations.size));
  }

  /** Whether more hosts failed than the command allows. */
  get isOverErrorLimit(): boolean {
    return this.errorCount > share(this.request.maxErrors, this.invocations.size);
  }

  /** How many hosts ended. */
  get completedCount(): number {
    return this.#count(({ hasEnded }) => hasEnded);
  }

  /** How many hosts failed or ran out of time. */
  get errorCount(): number {
    return this.#count(({ isError }) => isError);
  }

  /** How many hosts it never reached in time. */
  get deliveryTimedOutCount(): number {
    return this.#count(({ standing }) => standing.details === "DeliveryTimedOut");
  }

  /** How the command as a whole stands. */
  get standing(): Standing {
    if (this.completedCount < this.invocations.size) return this.#unfinishedStanding();
    if (this.#count(({ standing }) => standing.details === "Cancelled") > 0) {
      return same("Cancelled");
    }
    if (this.isOverErrorLimit) return same("Failed");
    if (this.deliveryTimedOutCount > 0) return { status: "TimedOut", details: "DeliveryTimedOut" };
    return this.errorCount > 0 ? { status: "Failed", details: "Incomplete" } : same("Success");
  }

  #unfinishedStanding(): Standing {
    if (this.cancelRequested) return same("Cancelling");
    const begun = this.#count(({ standing }) => standing.status !== "Pending") > 0;
    return same(begun ? "InProgress" : "Pending");
  }

  #count(matches: (invocation: Invocation) => boolean): number {
    return this.invocations.values().filter(matches).reduce((count) => count + 1, 0);
  }
}

function same(word: string): Standing {
  return { status: word, details: word };
}

/** Reads `10` or `10%` of a number of hosts; a share is rounded down. */
function share(text: string, total: number): number {
  const number = Number.parseInt(text, 10);
  return text.endsWith("%") ? Math.floor(total * number / 100) : number;
}
