/** A command that was taken. */
export interface LedgerSend {
  readonly commandId: string;
  readonly account: string;
  readonly region: string;
  readonly instanceIds: readonly string[];
  readonly documentName: string;
  readonly comment: string;
  /** ISO 8601, UTC. */
  readonly acceptedAt: string;
}

/** A script that a host was told to run. */
export interface LedgerRun {
  readonly instanceId: string;
  /** The token of the script's wrapper; `null` when it has none. */
  readonly runToken: string | null;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** Whether the host had seen the token and refused. */
  readonly refusedAsDuplicate: boolean;
}

/** What really happened, as a test asks it: every call, command and run. */
export class Ledger {
  /** How often each operation was called, refused calls too. */
  readonly calls: Record<string, number> = {};
  /** The commands taken, in order. */
  readonly sends: LedgerSend[] = [];
  /** The scripts begun, in order. */
  readonly runs: LedgerRun[] = [];

  /** Counts one call of an operation, for example `ssm:SendCommand`. */
  count(operation: string): void {
    this.calls[operation] = (this.calls[operation] ?? 0) + 1;
  }
}
