/**
 * Makes an unguessable id from the platform's cryptographic random source.
 *
 * @param bytes How many random bytes; 32 gives 256 bits in 43 characters.
 * @returns The bytes in base64url without padding (RFC 4648, section 5).
 */
export function randomId(bytes: number): string {
  return crypto.getRandomValues(new Uint8Array(bytes))
    .toBase64({ alphabet: "base64url", omitPadding: true });
}
