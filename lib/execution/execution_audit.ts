import type { AuditLog } from "@/lib/audit/mod.ts";
import type { Session } from "@/lib/credentials/mod.ts";
import { actorOf } from "./access.ts";
import type { Creating } from "./create_batch.ts";
import type { ExecutionsOptions } from "./executions_options.ts";
import type { ExecutionRefusal, StartedView } from "./view.ts";

const MAX_SUBJECT_CHARACTERS = 100;

/** Keeps who started, changed or was refused what. */
export class ExecutionAudit {
  readonly #options: Pick<ExecutionsOptions, "audit" | "logger">;

  /**
   * Writes nothing yet.
   *
   * @param options The records, and the log for what cannot be written.
   */
  constructor(options: Pick<ExecutionsOptions, "audit" | "logger">) {
    this.#options = options;
  }

  /**
   * Writes a record. The batch runs whether or not this succeeds, so that a failure is logged: it
   * must not look like a refusal.
   *
   * @param event Who did what.
   */
  async append(event: Parameters<AuditLog["append"]>[0]): Promise<void> {
    const { audit, logger } = this.#options;
    try {
      await audit.append(event);
    } catch (error) {
      const { action, details } = event;
      logger.error("Cannot write the audit record of an execution", { action, details, error });
    }
  }

  /**
   * Writes that a batch was made.
   *
   * @param creating What it was made of.
   * @param started The batch.
   */
  started({ prepared, actor, retryOf }: Creating, started: StartedView): Promise<void> {
    const { script, request: { change } } = prepared;
    return this.append({
      actor,
      action: retryOf === null ? "execution_started" : "execution_retried",
      details: {
        ...started,
        scriptId: script.id,
        scriptVersion: script.version,
        ...(change !== undefined && { change }),
        ...(retryOf !== null && { retryOf: retryOf.batchId }),
      },
    });
  }

  /**
   * Writes what somebody must not do, or did wrong; what merely has to wait is not kept.
   *
   * @param session Who wanted it.
   * @param refusal Why not.
   * @param options What it was about: a batch, a change or a script; foreign text.
   * @returns The refusal.
   */
  async refused<Refusal extends ExecutionRefusal>(
    session: Session,
    refusal: Refusal,
    { subject }: { readonly subject: string },
  ): Promise<Refusal> {
    if (refusal.kind !== "invalid" && refusal.kind !== "other_account") return refusal;
    const reason = refusal.kind === "invalid"
      ? refusal.errors[0]?.message ?? ""
      : `Another account than ${refusal.account} is signed in`;
    const details = {
      subject: subject.slice(0, MAX_SUBJECT_CHARACTERS),
      kind: refusal.kind,
      reason,
    };
    await this.append({ actor: actorOf(session), action: "execution_refused", details });
    return refusal;
  }
}
