import type { AuditLog } from "@/lib/audit/mod.ts";
import type { ChangeRepository } from "@/lib/changes/mod.ts";
import type { BatchCredentials, Credentials } from "@/lib/credentials/mod.ts";
import type { ScriptCatalog } from "@/lib/scripts/mod.ts";
import type { Gate } from "./gate.ts";
import type { Engine, EngineTimings } from "./engine.ts";

/** What executions work with. */
export interface ExecutionsOptions
  extends Pick<Engine, "store" | "aws" | "roles" | "clock" | "logger" | "settings"> {
  /** What sessions hold. */
  readonly credentials: Pick<Credentials, "held">;
  /** What batches were lent. */
  readonly batchCredentials: Pick<BatchCredentials, "lend" | "get" | "erasure">;
  /** The changes that batches are bound to. */
  readonly changes: Pick<ChangeRepository, "find">;
  /** What may be run. */
  readonly scripts: ScriptCatalog;
  /** Where scripts may run by what was run before; everywhere when absent. */
  readonly gate?: Gate;
  /** Who did what. */
  readonly audit: Pick<AuditLog, "append">;
  /** Random id of the process; made up when absent. */
  readonly owner?: string;
  /** What successes of a script say, made of its standard output; its last line when not given. */
  readonly summaries?: Engine["summaries"];
  /** What is not as in production. */
  readonly timings?: Partial<EngineTimings>;
  /** Gives a number from 0 to 1 that spreads retries; `Math.random` when absent. */
  readonly random?: () => number;
}
