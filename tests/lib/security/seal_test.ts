import assert from "node:assert/strict";
import {
  createDataKey,
  createKeyRing,
  openSealed,
  rewrapDataKey,
  seal,
  type SealPlace,
  unwrapDataKey,
} from "@/lib/security/mod.ts";
import { newKeyRing, newSecret } from "./test_keys.ts";

const place: SealPlace = { key: ["credentials", "hashA", "aws"], field: "sealed", generation: 2 };
const plain = new TextEncoder().encode("secret-canary");

Deno.test("seal() hides, and openSealed() gives back what was sealed", async () => {
  const { sealing } = (await newKeyRing()).current;
  for (const bytes of [new Uint8Array(), plain, new Uint8Array(60_000).fill(7)]) {
    const sealed = await seal(bytes, { key: sealing, place });
    assert.deepEqual(await openSealed(sealed, { keys: [sealing], place }), bytes);
  }
  const sealed = await seal(plain, { key: sealing, place });
  assert.doesNotMatch(new TextDecoder("latin1").decode(sealed), /canary/);
});

Deno.test("a sealed value with any byte flipped, cut or added does not open (K03)", async () => {
  const { sealing } = (await newKeyRing()).current;
  const sealed = await seal(plain, { key: sealing, place });
  const opened = (bytes: Uint8Array<ArrayBuffer>) => openSealed(bytes, { keys: [sealing], place });
  for (const index of sealed.keys()) {
    for (const bit of [1, 0x80]) {
      const flipped = sealed.map((byte, at) => at === index ? byte ^ bit : byte);
      assert.equal(await opened(flipped), null, `byte ${index}`);
    }
    assert.equal(await opened(sealed.slice(0, index)), null, `cut at ${index}`);
  }
  assert.equal(await opened(Uint8Array.from([...sealed, 0])), null);
  assert.deepEqual(await opened(sealed), plain);
});

Deno.test("a sealed value moved elsewhere, or put back after a new sign-in, does not open (K04)", async () => {
  const { sealing } = (await newKeyRing()).current;
  const sealed = await seal(plain, { key: sealing, place });
  const elsewhere: readonly SealPlace[] = [
    { ...place, key: ["credentials", "hashB", "aws"] },
    { ...place, key: ["credentials", "hashA", "aws-us-gov"] },
    { ...place, key: ["credentials", "hashA,aws"] },
    { ...place, key: ["batch_credentials", "hashA", "aws"] },
    { ...place, field: "dataKey" },
    { ...place, generation: 3 },
    { ...place, generation: 1 },
  ];
  for (const other of elsewhere) {
    assert.equal(await openSealed(sealed, { keys: [sealing], place: other }), null);
  }
  const first = { key: ["a", 1], field: "f", generation: 0 };
  const numbered = await seal(plain, { key: sealing, place: first });
  const texted = { ...first, key: ["a", "1"] };
  assert.equal(await openSealed(numbered, { keys: [sealing], place: texted }), null);
});

Deno.test("a value sealed by an unknown key does not open (K06)", async () => {
  const [own, foreign] = await Promise.all([newKeyRing(), newKeyRing()]);
  const sealed = await seal(plain, { key: foreign.current.sealing, place });
  assert.equal(await openSealed(sealed, { keys: [own.current.sealing], place }), null);
});

Deno.test("5,000 seals of one value repeat no nonce and no text (K05, sampled)", async () => {
  const { sealing } = (await newKeyRing()).current;
  const seals = await Promise.all(
    Array.from({ length: 5_000 }, () => seal(plain, { key: sealing, place })),
  );
  const distinct = (from: number, to: number) =>
    new Set(seals.map((sealed) => sealed.subarray(from, to).toHex())).size;
  assert.equal(distinct(9, 21), seals.length, "nonces");
  assert.equal(distinct(21, 1_000), seals.length, "encrypted texts");
});

Deno.test("every session has a data key of its own, which opens only at its place (K04, K05)", async () => {
  const ring = await newKeyRing();
  const home = { key: ["sessions", "hashA"], field: "dataKey", generation: 1 };
  const [one, two] = await Promise.all([createDataKey(ring, home), createDataKey(ring, home)]);
  const sealed = await seal(plain, { key: one.dataKey, place });
  assert.equal(await openSealed(sealed, { keys: [two.dataKey], place }), null);
  const unwrapped = await unwrapDataKey(ring, { wrapped: one.wrapped, place: home });
  assert.ok(unwrapped);
  assert.equal(unwrapped.key.extractable, false);
  assert.deepEqual(await openSealed(sealed, { keys: [unwrapped], place }), plain);
  const moved = { ...home, key: ["sessions", "hashB"] };
  assert.equal(await unwrapDataKey(ring, { wrapped: one.wrapped, place: moved }), null);
});

Deno.test("after a change of SECRET_KEY data keys are wrapped again, and the old key can go (K06)", async () => {
  const [old, current] = [newSecret(), newSecret()];
  const home = { key: ["sessions", "hashA"], field: "dataKey", generation: 1 };
  const { dataKey, wrapped } = await createDataKey(await newKeyRing(old), home);
  const sealed = await seal(plain, { key: dataKey, place });
  const both = await createKeyRing({ current, previous: [old] });
  const rewrapped = await rewrapDataKey(both, { wrapped, place: home });
  assert.ok(rewrapped);
  assert.equal(await rewrapDataKey(both, { wrapped: rewrapped, place: home }), null);
  const after = await newKeyRing(current);
  assert.equal(await unwrapDataKey(after, { wrapped, place: home }), null);
  assert.equal(await rewrapDataKey(after, { wrapped, place: home }), null);
  const key = await unwrapDataKey(after, { wrapped: rewrapped, place: home });
  assert.ok(key);
  assert.deepEqual(await openSealed(sealed, { keys: [key], place }), plain);
});
