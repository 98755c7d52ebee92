import assert from "node:assert/strict";
import { z } from "zod";
import { HOUR_MS } from "@/lib/base/mod.ts";
import {
  type Parts,
  partsSchema,
  readParts,
  removeParts,
  type Store,
  writeParts,
} from "@/lib/store/mod.ts";
import { withExpiries } from "./expiries.ts";
import { withStore } from "./memory_store.ts";

const header = { key: ["changes", "CHG1"], schema: z.object({ parts: partsSchema }) };
const prefix = ["change_parts", "CHG1"];

function content(bytes: number, seed = 0): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: bytes }, (_, index) => (index * 31 + seed) % 251);
}

function commitHeader(store: Store, parts: Parts): Promise<Parts | undefined> {
  return store.transact([header], ([current]) => ({
    result: current?.parts,
    write: (atomic) => atomic.set(header.key, { parts }),
  }));
}

async function storedParts(store: Store): Promise<number> {
  return (await Array.fromAsync(store.kv.list({ prefix }))).length;
}

Deno.test("parts hold records around a value's and a commit's limit (R07)", () =>
  withStore(async (store) => {
    for (const bytes of [0, 1, 65_535, 65_536, 65_537, 819_200, 2_000_000]) {
      const written = content(bytes);
      const parts = await writeParts(store, { prefix, bytes: written });
      assert.equal(parts.count, Math.ceil(bytes / 65_536));
      assert.deepEqual(await readParts(store, { prefix, parts }), written);
      await removeParts(store, { prefix, parts });
      assert.equal(await storedParts(store), 0);
    }
  }));

Deno.test("without its header a record does not exist, whatever parts are there", () =>
  withStore(async (store) => {
    await writeParts(store, { prefix, bytes: content(100_000) });
    assert.equal(await storedParts(store), 2);
    assert.deepEqual(await store.read([header]), [null]);
  }));

Deno.test("the database may collect parts after the time they were written with, else never", () =>
  withExpiries(async (store, expiriesMs) => {
    await writeParts(store, { prefix, bytes: content(100_000) });
    assert.deepEqual(expiriesMs(), [-1, -1]);
    const nowMs = Date.now();
    await writeParts(store, { prefix: ["drafts"], bytes: content(1), expireInMs: HOUR_MS });
    const [, , expiryMs = 0] = expiriesMs();
    assert.ok(expiryMs >= nowMs + HOUR_MS && expiryMs < nowMs + 2 * HOUR_MS);
  }));

Deno.test("a reader of a replaced version gets the old content, or is told to read the header again", () =>
  withStore(async (store) => {
    const first = await writeParts(store, { prefix, bytes: content(100_000, 1) });
    assert.equal(await commitHeader(store, first), undefined);
    const second = await writeParts(store, { prefix, bytes: content(70_000, 2) });
    const old = await commitHeader(store, second);
    assert.deepEqual(old, first);
    assert.deepEqual(await readParts(store, { prefix, parts: first }), content(100_000, 1));
    await removeParts(store, { prefix, parts: first });
    assert.equal(await readParts(store, { prefix, parts: first }), null);
    const [current] = await store.read([header]);
    assert.ok(current);
    assert.deepEqual(await readParts(store, { prefix, parts: current.parts }), content(70_000, 2));
    assert.equal(await storedParts(store), 2);
  }));
