/**
 * Compares secrets without telling by the time it takes where they differ.
 *
 * @module
 */
import { timingSafeEqual as compareBytes } from "node:crypto";

/**
 * Tells whether two byte sequences are equal, in a time that depends on their length only (CWE-208).
 *
 * @param a A buffer, or a view, of which only the viewed bytes count.
 * @param b What to compare it with; another element type does not matter.
 * @returns Whether all bytes are equal; two empty sequences are.
 * @throws {TypeError} If the byte lengths differ, or if a value is no buffer or view (a string).
 */
export function timingSafeEqual(
  a: ArrayBufferView | ArrayBufferLike,
  b: ArrayBufferView | ArrayBufferLike,
): boolean {
  const left = bytesOf(a);
  const right = bytesOf(b);
  if (left.byteLength !== right.byteLength) {
    throw new TypeError(
      `Cannot compare ${left.byteLength} with ${right.byteLength} bytes: expected equal lengths`,
    );
  }
  return compareBytes(left, right);
}

function bytesOf(data: ArrayBufferView | ArrayBufferLike): Uint8Array {
  if (ArrayBuffer.isView(data)) {
    return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  }
  if (data instanceof ArrayBuffer || data instanceof SharedArrayBuffer) return new Uint8Array(data);
  throw new TypeError(`Cannot compare a ${typeof data}: expected a buffer or a view of one`);
}
