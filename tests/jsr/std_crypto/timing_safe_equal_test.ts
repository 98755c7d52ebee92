import assert from "node:assert/strict";
import { timingSafeEqual } from "@std/crypto/timing-safe-equal";

const bytes = Uint8Array.of(1, 2, 3, 4);

Deno.test("timingSafeEqual() is true for equal bytes (9.3.1)", () => {
  assert.equal(timingSafeEqual(bytes, Uint8Array.from(bytes)), true);
});

Deno.test("timingSafeEqual() is false wherever a byte differs (9.3.1)", () => {
  for (const index of bytes.keys()) {
    const other = bytes.with(index, 9);
    assert.equal(timingSafeEqual(bytes, other), false, `byte ${index}`);
  }
});

Deno.test("timingSafeEqual() compares ArrayBuffer and SharedArrayBuffer (9.3.1)", () => {
  const shared = new SharedArrayBuffer(4);
  new Uint8Array(shared).set(bytes);
  assert.equal(timingSafeEqual(bytes.buffer, shared), true);
  new Uint8Array(shared).set([0]);
  assert.equal(timingSafeEqual(bytes.buffer, shared), false);
});

Deno.test("timingSafeEqual() compares only what a view shows (9.3.1)", () => {
  const part = Uint8Array.of(0, 1, 2, 3, 4, 5).subarray(1, 5);
  assert.equal(timingSafeEqual(part, bytes), true);
  assert.equal(timingSafeEqual(new DataView(part.buffer, 2, 3), bytes.subarray(1)), true);
  assert.equal(timingSafeEqual(new DataView(part.buffer, 1, 3), bytes.subarray(1)), false);
});

Deno.test("timingSafeEqual() compares views of different element types by bytes (9.3.1)", () => {
  assert.equal(timingSafeEqual(new Uint16Array(bytes.buffer), bytes), true);
  assert.equal(timingSafeEqual(Float32Array.of(0), new Uint8Array(4)), true);
  assert.equal(timingSafeEqual(Float32Array.of(-0), new Uint8Array(4)), false);
});

Deno.test("timingSafeEqual() takes empty as equal to empty (9.3.1)", () => {
  assert.equal(timingSafeEqual(new Uint8Array(), new ArrayBuffer(0)), true);
});

Deno.test("timingSafeEqual() throws TypeError on different byte lengths (9.3.1)", () => {
  assert.throws(() => timingSafeEqual(bytes, bytes.subarray(1)), TypeError);
  assert.throws(() => timingSafeEqual(new Uint16Array(4), bytes), TypeError);
});

Deno.test("timingSafeEqual() throws TypeError on strings (9.3.1)", () => {
  // @ts-expect-error: the types forbid strings
  assert.throws(() => timingSafeEqual("abc", "abc"), TypeError);
});
