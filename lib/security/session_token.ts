import { randomId } from "@/lib/base/mod.ts";
import type { KeyRing } from "./key_ring.ts";

const TOKEN_BYTES = 32;
const TOKEN = /^[A-Za-z0-9_-]{43}$/;
const LOG_HASH_BYTES = 8;

/**
 * Makes the id that a session's cookie holds.
 *
 * @returns 256 random bits in 43 characters of base64url (OWASP ASVS 5.0, 7.2.3 asks for 128).
 */
export function newSessionToken(): string {
  return randomId(TOKEN_BYTES);
}

/**
 * Tells whether text could be such an id, before anything is looked up.
 *
 * @param text What a client sent.
 * @returns `true` for 43 characters of base64url.
 */
export function isSessionToken(text: string): boolean {
  return TOKEN.test(text);
}

/**
 * Hashes an id for the database, so that reading the database gives nobody a session. A random
 * value of 256 bits needs neither salt nor stretching.
 *
 * @param token The id.
 * @returns SHA-256 in 43 characters of base64url.
 */
export async function tokenHash(token: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token));
  return new Uint8Array(hash).toBase64({ alphabet: "base64url", omitPadding: true });
}

/**
 * Names a session in logs: events of one session can be told to belong together, and the id cannot
 * be found from the name (OWASP Logging Cheat Sheet, "Data to exclude").
 *
 * @param ring Its current key hashes; a new SECRET_KEY gives new names.
 * @param text The id, or its hash.
 * @returns 16 hexadecimal digits.
 */
export async function logName(ring: KeyRing, text: string): Promise<string> {
  const message = new TextEncoder().encode(text);
  const mac = await crypto.subtle.sign("HMAC", ring.current.logHash, message);
  return new Uint8Array(mac, 0, LOG_HASH_BYTES).toHex();
}
