import assert from "node:assert/strict";
import { createKeyRing } from "@/lib/security/mod.ts";
import { newKeyRing, newSecret } from "./test_keys.ts";

Deno.test("each purpose has a key of its own, and none can be extracted (K07)", async () => {
  const { current } = await newKeyRing();
  const keys = [current.sealing.key, current.csrf, current.logHash, current.audit];
  for (const key of keys) {
    assert.equal(key.extractable, false);
    await assert.rejects(crypto.subtle.exportKey("raw", key));
  }
  assert.deepEqual(current.sealing.key.usages.toSorted(), ["decrypt", "encrypt"]);
  const macs = await Promise.all(
    keys.slice(1).map((key) => crypto.subtle.sign("HMAC", key, new Uint8Array([1]))),
  );
  assert.equal(new Set(macs.map((mac) => new Uint8Array(mac).toHex())).size, 3);
});

Deno.test("a key ring is the same in every process, and its id tells secrets apart (K06)", async () => {
  const [old, current] = [newSecret(), newSecret()];
  const ring = await createKeyRing({ current, previous: [old] });
  const ids = ring.all.map(({ sealing }) => sealing.id);
  assert.deepEqual(ids, [
    (await newKeyRing(current)).current.sealing.id,
    (await newKeyRing(old)).current.sealing.id,
  ]);
  assert.notEqual(ids[0], ids[1]);
  for (const id of ids) assert.match(id, /^[0-9a-f]{16}$/);
});
