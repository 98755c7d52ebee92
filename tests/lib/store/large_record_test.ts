import assert from "node:assert/strict";
import { z } from "zod";
import {
  type LargeRecord,
  type Parts,
  partsSchema,
  readLarge,
  type Store,
  writeParts,
} from "@/lib/store/mod.ts";
import { withStore } from "./memory_store.ts";

const prefix = ["list_parts"];
const record: LargeRecord<Parts, readonly string[]> = {
  header: { key: ["list"], schema: partsSchema },
  partsOf: (parts) => parts,
  prefix,
  schema: z.array(z.string()),
};

async function write(store: Store, content: unknown): Promise<Parts> {
  const bytes = new TextEncoder().encode(JSON.stringify(content));
  const parts = await writeParts(store, { prefix, bytes });
  await store.kv.set(record.header.key, parts);
  return parts;
}

Deno.test("readLarge() gives header and content of one version, and nothing without a header", () =>
  withStore(async (store) => {
    assert.equal(await readLarge(store, record), null);
    const content = ["a".repeat(100_000), "é"];
    const parts = await write(store, content);
    assert.deepEqual(await readLarge(store, record), { header: parts, content });
  }));

Deno.test("readLarge() begins again when its parts were replaced, and gives up in the end", () =>
  withStore(async (store) => {
    const stale = { version: "gone", count: 1, bytes: 5 };
    await store.kv.set(record.header.key, stale);
    await assert.rejects(readLarge(store, record), { code: "store_busy", status: 503 });
    let reads = 0;
    const replacing: LargeRecord<Parts, readonly string[]> = {
      ...record,
      partsOf: (parts) => reads++ === 0 ? stale : parts,
    };
    await write(store, ["new"]);
    assert.deepEqual((await readLarge(store, replacing))?.content, ["new"]);
    assert.equal(reads, 2);
  }));

Deno.test("readLarge() refuses content of another form, without showing it", () =>
  withStore(async (store) => {
    await write(store, [{ secret: "private" }]);
    await assert.rejects(readLarge(store, record), (error: Error) => {
      assert.doesNotMatch(error.message, /private/);
      return "code" in error && error.code === "record_invalid";
    });
  }));
