import type { KeyRing, SealingKey } from "./key_ring.ts";
import { openSealed, seal, sealedBy, type SealPlace } from "./seal.ts";

const KEY_BYTES = 32;
const KEY_ID_BYTES = 8;

/** A fresh data key in both its forms. */
export interface NewDataKey {
  /** For use. */
  readonly dataKey: SealingKey;
  /** For the session record. */
  readonly wrapped: Uint8Array<ArrayBuffer>;
}

/**
 * Makes a random key that seals the values of one session. Deleting its wrapped form makes what it
 * sealed unreadable, also in pages that the database file still holds.
 *
 * @param ring Its current key wraps the data key.
 * @param place Where the wrapped key will stand.
 * @returns The key and its wrapped form.
 */
export async function createDataKey(ring: KeyRing, place: SealPlace): Promise<NewDataKey> {
  const raw = crypto.getRandomValues(new Uint8Array(KEY_ID_BYTES + KEY_BYTES));
  const wrapped = await seal(raw, { key: ring.current.sealing, place });
  return { dataKey: await imported(raw), wrapped };
}

/**
 * Opens a wrapped data key.
 *
 * @param ring Any of its keys may have wrapped it.
 * @param stored The wrapped key and where it was found.
 * @returns The key, or `null` when it does not open.
 */
export async function unwrapDataKey(
  ring: KeyRing,
  stored: { readonly wrapped: Uint8Array<ArrayBuffer>; readonly place: SealPlace },
): Promise<SealingKey | null> {
  const raw = await rawKey(ring, stored);
  return raw && await imported(raw);
}

/**
 * Wraps a data key with the current key after SECRET_KEY was changed. What the data key sealed
 * stays as it is.
 *
 * @param ring Any of its keys may have wrapped it.
 * @param stored The wrapped key and where it stands.
 * @returns The new wrapped form, or `null` when it is up to date or does not open.
 */
export async function rewrapDataKey(
  ring: KeyRing,
  stored: { readonly wrapped: Uint8Array<ArrayBuffer>; readonly place: SealPlace },
): Promise<Uint8Array<ArrayBuffer> | null> {
  if (sealedBy(stored.wrapped) === ring.current.sealing.id) return null;
  const raw = await rawKey(ring, stored);
  return raw && await seal(raw, { key: ring.current.sealing, place: stored.place });
}

function rawKey(
  ring: KeyRing,
  { wrapped, place }: { readonly wrapped: Uint8Array<ArrayBuffer>; readonly place: SealPlace },
): Promise<Uint8Array<ArrayBuffer> | null> {
  return openSealed(wrapped, { keys: ring.all.map(({ sealing }) => sealing), place });
}

async function imported(raw: Uint8Array<ArrayBuffer>): Promise<SealingKey> {
  const bytes = raw.subarray(KEY_ID_BYTES);
  const key = await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
  return { id: raw.subarray(0, KEY_ID_BYTES).toHex(), key };
}
