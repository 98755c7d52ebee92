import { timingSafeEqual } from "@std/crypto/timing-safe-equal";
import type { KeyRing } from "./key_ring.ts";

/** Whose token it is. */
export interface CsrfSubject {
  /** The id in the cookie. */
  readonly id: string;
  /** Whether a session stands behind the id; a visitor's id has no record. */
  readonly kind: "session" | "visitor";
}

const MAC_BYTES = 32;
/** 512 bits in 86 characters: the last one has four bits to spare, which must be zero. */
const TOKEN = /^[A-Za-z0-9_-]{85}[AQgw]$/;

/**
 * Makes a CSRF token: an HMAC of the id (OWASP CSRF Prevention Cheat Sheet, "Signed double-submit
 * cookie"), masked anew for every response against compression oracles (BREACH). It ends with the
 * id: signing in and out gives another one.
 *
 * @param ring Its current key signs.
 * @param subject Whose token it is.
 * @returns 86 characters of base64url.
 */
export async function issueCsrfToken(ring: KeyRing, subject: CsrfSubject): Promise<string> {
  const mac = await macOf(ring.current.csrf, subject);
  const mask = crypto.getRandomValues(new Uint8Array(MAC_BYTES));
  const token = new Uint8Array(2 * MAC_BYTES);
  token.set(mask);
  token.set(unmasked(mac, mask), MAC_BYTES);
  return token.toBase64({ alphabet: "base64url", omitPadding: true });
}

/**
 * Verifies a CSRF token, in constant time. Tokens made before SECRET_KEY was changed still hold.
 *
 * @param ring Any of its keys may have signed it.
 * @param claim The token as it was sent, and whose it has to be.
 * @returns Whether it is that subject's token.
 */
export async function verifyCsrfToken(
  ring: KeyRing,
  { token, subject }: { readonly token: string; readonly subject: CsrfSubject },
): Promise<boolean> {
  if (!TOKEN.test(token)) return false;
  const bytes = Uint8Array.fromBase64(token, { alphabet: "base64url" });
  const claimed = unmasked(bytes.subarray(MAC_BYTES), bytes.subarray(0, MAC_BYTES));
  const macs = await Promise.all(ring.all.map(({ csrf }) => macOf(csrf, subject)));
  return macs.map((mac) => timingSafeEqual(mac, claimed)).includes(true);
}

async function macOf(key: CryptoKey, { id, kind }: CsrfSubject): Promise<Uint8Array> {
  const message = new TextEncoder().encode(`${kind}\0${id}`);
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, message));
}

function unmasked(bytes: Uint8Array, mask: Uint8Array): Uint8Array {
  return bytes.map((byte, index) => byte ^ (mask[index] ?? 0));
}
