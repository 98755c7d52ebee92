import type { AuditEvent } from "@/lib/audit/mod.ts";
import type { ChangeNumber } from "@/lib/base/mod.ts";
import type { ChangeDraft, ChangeInput, ChangeRepository } from "@/lib/changes/mod.ts";
import { requireSession } from "./answers.ts";
import { recordAction } from "./record_action.ts";
import type { State } from "./state.ts";

/** So many numbers fit into one record. */
const NUMBERS_A_RECORD = 500;

type Import = ChangeRepository["import"];

/** The writes to changes as the API and the pages do them: a change is a guard rail, each leaves a trace. */
export class AuditedChanges {
  readonly #state: State;

  /**
   * Works for one request.
   *
   * @param state The state of the request; its session is who acts.
   */
  constructor(state: State) {
    this.#state = state;
  }

  /** As `ChangeRepository.create()`. */
  async create(input: ChangeInput): ReturnType<ChangeRepository["create"]> {
    const result = await this.#changes.create(input);
    if (result.kind === "created") await this.#record("change_created", countedDetails(input));
    return result;
  }

  /** As `ChangeRepository.replace()`. */
  async replace(input: ChangeInput, version: string): ReturnType<ChangeRepository["replace"]> {
    const result = await this.#changes.replace(input, version);
    if (result.kind === "replaced") await this.#record("change_replaced", countedDetails(input));
    return result;
  }

  /** As `ChangeRepository.delete()`. */
  async delete(number: ChangeNumber, version: string): ReturnType<ChangeRepository["delete"]> {
    const result = await this.#changes.delete(number, version);
    if (result.kind === "deleted") {
      await this.#record("change_deleted", { number, instances: result.instanceCount });
    }
    return result;
  }

  /** As `ChangeRepository.import()`. */
  async import(drafts: readonly ChangeDraft[], options: Parameters<Import>[1]): ReturnType<Import> {
    const result = await this.#changes.import(drafts, options);
    if (result.kind === "imported") {
      for (const outcome of ["created", "replaced"] as const) {
        await this.#recordImport(outcome, result[outcome]);
      }
    }
    return result;
  }

  async #recordImport(outcome: string, numbers: readonly ChangeNumber[]): Promise<void> {
    for (let start = 0; start < numbers.length; start += NUMBERS_A_RECORD) {
      const slice = numbers.slice(start, start + NUMBERS_A_RECORD);
      const details = { outcome, changes: slice.length, numbers: slice.join(" ") };
      await this.#record("changes_imported", details);
    }
  }

  async #record(action: string, details: AuditEvent["details"]): Promise<void> {
    const { identities } = requireSession(this.#state).state;
    const actor = identities.aws?.arn ?? identities["aws-us-gov"]?.arn ?? "unknown";
    await recordAction(this.#state, { actor, action, details });
  }

  get #changes(): ChangeRepository {
    return this.#state.services.changes;
  }
}

function countedDetails({ number, instances }: ChangeInput): AuditEvent["details"] {
  return { number, instances: instances.length };
}
