const NONCE_BYTES = 16;
const POOL_BYTES = 256 * NONCE_BYTES;

const pool = new Uint8Array(POOL_BYTES);
let used = POOL_BYTES;

/** A random nonce of 128 bits in lower-case hex; random bytes are drawn in blocks for speed. */
export function nonce(): string {
  if (used === POOL_BYTES) {
    crypto.getRandomValues(pool);
    used = 0;
  }
  return pool.subarray(used, used += NONCE_BYTES).toHex();
}
