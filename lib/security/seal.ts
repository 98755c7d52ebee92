import type { SealingKey } from "./key_ring.ts";

/** Where a sealed value stands; it opens nowhere else. */
export interface SealPlace {
  /** The full KV key of the record that holds it. */
  readonly key: readonly (string | number)[];
  /** The field of the record. */
  readonly field: string;
  /** How often the session's owner had signed in; 0 where there is no session. */
  readonly generation: number;
}

const FORMAT_VERSION = 1;
const KEY_ID_BYTES = 8;
const NONCE_BYTES = 12;
const NONCE_START = 1 + KEY_ID_BYTES;
const BODY_START = NONCE_START + NONCE_BYTES;

/**
 * Seals bytes with AES-256-GCM under a random 96-bit nonce (NIST SP 800-38D, 8.2.2). The result is
 * one byte of format version, 8 bytes of key id, the nonce, and the encrypted text with its tag.
 * The associated data is the place, the format version and the key id, so that a value moved to
 * another place, or an old one put back after a new sign-in, does not open.
 *
 * @param plain What to hide.
 * @param options The key, and the place where the result will stand.
 * @returns The sealed value.
 */
export async function seal(
  plain: Uint8Array<ArrayBuffer>,
  { key, place }: { readonly key: SealingKey; readonly place: SealPlace },
): Promise<Uint8Array<ArrayBuffer>> {
  const iv = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const additionalData = associatedData(place, key.id);
  const algorithm = { name: "AES-GCM", iv, additionalData };
  const body = new Uint8Array(await crypto.subtle.encrypt(algorithm, key.key, plain));
  const sealed = new Uint8Array(BODY_START + body.length);
  sealed[0] = FORMAT_VERSION;
  sealed.set(Uint8Array.fromHex(key.id), 1);
  sealed.set(iv, NONCE_START);
  sealed.set(body, BODY_START);
  return sealed;
}

/**
 * Opens a sealed value. Every reason to refuse looks the same: another format, an unknown key, a
 * changed byte, another place.
 *
 * @param sealed What `seal()` made.
 * @param options The keys that may have made it, and the place where it was found.
 * @returns The bytes, or `null` when it does not open.
 */
export async function openSealed(
  sealed: Uint8Array<ArrayBuffer>,
  { keys, place }: { readonly keys: readonly SealingKey[]; readonly place: SealPlace },
): Promise<Uint8Array<ArrayBuffer> | null> {
  const key = keys.find(({ id }) => id === sealedBy(sealed));
  if (!key) return null;
  const iv = sealed.subarray(NONCE_START, BODY_START);
  const additionalData = associatedData(place, key.id);
  const algorithm = { name: "AES-GCM", iv, additionalData };
  try {
    const body = sealed.subarray(BODY_START);
    return new Uint8Array(await crypto.subtle.decrypt(algorithm, key.key, body));
  } catch {
    // The platform says no more than OperationError, and a caller must not learn more either.
    return null;
  }
}

/**
 * Tells which key a value names, without opening it.
 *
 * @param sealed A sealed value.
 * @returns The key's id, or `null` for a value of another format.
 */
export function sealedBy(sealed: Uint8Array): string | null {
  if (sealed[0] !== FORMAT_VERSION || sealed.length < BODY_START) return null;
  return sealed.subarray(1, NONCE_START).toHex();
}

/** JSON tells `["a","b"]` from `["a,b"]` and the number 1 from the text "1". */
function associatedData(
  { key, field, generation }: SealPlace,
  keyId: string,
): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify([FORMAT_VERSION, keyId, key, field, generation]));
}
