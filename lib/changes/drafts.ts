import { z } from "zod";
import { type Clock, MINUTE_MS, randomId } from "@/lib/base/mod.ts";
import { partsSchema, readLarge, removeParts, type Store, writeParts } from "@/lib/store/mod.ts";
import { draftKey, draftPartsKey, isDraftId } from "./keys.ts";
import { previewSchema } from "./preview_schema.ts";
import type { ChangePreview } from "./view.ts";

const KEPT_MS = 15 * MINUTE_MS;
/** Longer than their header: one without its parts looks as if somebody were replacing it. */
const PARTS_KEPT_MS = KEPT_MS + MINUTE_MS;
const ID_BYTES = 16;

const headerSchema = z.object({ expiresAtMs: z.number(), parts: partsSchema });

/** What drafts work with. */
export interface ChangeDraftsOptions {
  /** Keeps them. */
  readonly store: Store;
  /** Wall time. */
  readonly clock: Clock;
}

/** Previews of changes that wait for their operator: private to a session, for 15 minutes. */
export class ChangeDrafts {
  readonly #options: ChangeDraftsOptions;

  /**
   * Makes the repository.
   *
   * @param options The store and the time.
   */
  constructor(options: ChangeDraftsOptions) {
    this.#options = options;
  }

  /**
   * Keeps a preview for 15 minutes.
   *
   * @param sessionHash The hash of the session's id.
   * @param preview What a file or a form holds.
   * @returns The draft's id.
   * @throws {AppError} `store_unavailable` or `store_busy` (503).
   */
  async save(sessionHash: string, preview: ChangePreview): Promise<string> {
    const { store, clock } = this.#options;
    const id = randomId(ID_BYTES);
    const bytes = new TextEncoder().encode(JSON.stringify(preview));
    const prefix = draftPartsKey(sessionHash, id);
    const parts = await writeParts(store, { prefix, bytes, expireInMs: PARTS_KEPT_MS });
    const expiresAtMs = clock.now() + KEPT_MS;
    const record = recordOf(sessionHash, id);
    await store.transact([record], () => ({
      result: undefined,
      write: (atomic) => atomic.set(record.key, { expiresAtMs, parts }, { expireIn: KEPT_MS }),
    }));
    return id;
  }

  /**
   * Finds a preview.
   *
   * @param sessionHash The hash of the session's id.
   * @param id The draft, in any form: an unknown one is not found.
   * @returns The preview, or `null` when the session has none of that id any more.
   * @throws {AppError} `store_unavailable` (503), `record_invalid` (500).
   */
  async find(sessionHash: string, id: string): Promise<ChangePreview | null> {
    if (!isDraftId(id)) return null;
    const { store, clock } = this.#options;
    const found = await readLarge(store, {
      header: recordOf(sessionHash, id),
      partsOf: ({ parts }) => parts,
      prefix: draftPartsKey(sessionHash, id),
      schema: previewSchema,
    });
    if (found === null || found.header.expiresAtMs > clock.now()) return found?.content ?? null;
    await this.discard(sessionHash, id);
    return null;
  }

  /**
   * Erases a preview. Asking again is safe.
   *
   * @param sessionHash The hash of the session's id.
   * @param id The draft, in any form.
   * @throws {AppError} `store_unavailable` or `store_busy` (503): it may still be there.
   */
  async discard(sessionHash: string, id: string): Promise<void> {
    if (!isDraftId(id)) return;
    const { store } = this.#options;
    const record = recordOf(sessionHash, id);
    const parts = await store.transact([record], ([header]) => ({
      result: header?.parts,
      write: (atomic) => atomic.delete(record.key),
    }));
    if (parts) await removeParts(store, { prefix: draftPartsKey(sessionHash, id), parts });
  }
}

function recordOf(sessionHash: string, id: string) {
  return { key: draftKey(sessionHash, id), schema: headerSchema };
}
