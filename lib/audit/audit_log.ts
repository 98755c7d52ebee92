import { z } from "zod";
import type { Clock } from "@/lib/base/mod.ts";
import type { DerivedKeys, KeyRing } from "@/lib/security/mod.ts";
import type { Store } from "@/lib/store/mod.ts";
import { type AuditEvent, type AuditRecord, auditRecordSchema } from "./model.ts";

/** What the audit log works with. */
export interface AuditLogOptions {
  /** Keeps the records. */
  readonly store: Store;
  /** Its keys make and verify the hashes. */
  readonly ring: KeyRing;
  /** Dates the records. */
  readonly clock: Clock;
}

/** Whether the chain is whole, or the number of the first record that is not as it was written. */
export type AuditVerdict =
  | { readonly kind: "intact"; readonly count: number; readonly lastHash: string }
  | { readonly kind: "broken"; readonly seq: number };

const headSchema = z.object({ seq: z.int().min(1), hash: z.string() });
const HEAD = { key: ["audit_head"], schema: headSchema };
const PREFIX = ["audit"];

/** Who did what: records chained by keyed hashes, so that a change in the database shows. */
export class AuditLog {
  readonly #options: AuditLogOptions;

  /**
   * Makes the log.
   *
   * @param options The store, the keys and the clock.
   */
  constructor(options: AuditLogOptions) {
    this.#options = options;
  }

  /**
   * Appends an event.
   *
   * @param event Who did what, without secrets.
   * @returns The record as it was chained.
   * @throws {AppError} `store_busy` or `store_unavailable` (503): it may still have been written.
   */
  append({ actor, action, details }: AuditEvent): Promise<AuditRecord> {
    const { store, ring, clock } = this.#options;
    return store.transact([HEAD], async ([head]) => {
      const content = {
        actor,
        action,
        details,
        seq: (head?.seq ?? 0) + 1,
        atMs: clock.now(),
        keyId: ring.current.sealing.id,
        previous: head?.hash ?? "",
      };
      const record = { ...content, hash: await hashOf(content, ring.current) };
      const { seq, hash } = record;
      return {
        result: record,
        write: (atomic) => atomic.set([...PREFIX, seq], record).set(HEAD.key, { seq, hash }),
      };
    });
  }

  /**
   * Follows the chain from its first record to its head. A whole database put back to an earlier
   * state does not show; compare the last hash with one kept elsewhere for that.
   *
   * @returns Whether it is intact.
   * @throws {AppError} `store_unavailable` (503).
   */
  async verify(): Promise<AuditVerdict> {
    const { store } = this.#options;
    const [head] = await store.read([HEAD]);
    let last = { seq: 0, hash: "" };
    const range = { prefix: PREFIX, schema: z.unknown(), limit: head?.seq ?? 0 };
    for await (const { value } of store.list(range)) {
      const record = auditRecordSchema.safeParse(value).data;
      if (!record || !await this.#follows(record, last)) return broken(last.seq + 1);
      last = record;
    }
    const { seq, hash } = head ?? { seq: 0, hash: "" };
    if (last.seq !== seq || last.hash !== hash) return broken(last.seq + 1);
    return { kind: "intact", count: seq, lastHash: hash };
  }

  async #follows(
    { hash, ...content }: AuditRecord,
    last: { readonly seq: number; readonly hash: string },
  ): Promise<boolean> {
    const keys = this.#options.ring.all.find(({ sealing }) => sealing.id === content.keyId);
    const isNext = content.seq === last.seq + 1 && content.previous === last.hash;
    return keys !== undefined && isNext && hash === await hashOf(content, keys);
  }
}

/** An array, since the order of an object's fields is nobody's promise. */
async function hashOf(content: Omit<AuditRecord, "hash">, { audit }: DerivedKeys): Promise<string> {
  const { seq, atMs, actor, action, details, keyId, previous } = content;
  const sorted = Object.entries(details).toSorted(([a], [b]) => a < b ? -1 : 1);
  const text = JSON.stringify([seq, atMs, actor, action, sorted, keyId, previous]);
  const mac = await crypto.subtle.sign("HMAC", audit, new TextEncoder().encode(text));
  return new Uint8Array(mac).toHex();
}

function broken(seq: number): AuditVerdict {
  return { kind: "broken", seq };
}
