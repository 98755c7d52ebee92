import assert from "node:assert/strict";
import { z } from "zod";
import { type ListRange, openStore, Store } from "@/lib/store/mod.ts";
import { withStore } from "./memory_store.ts";

const prefix = ["changes"];
const schema = z.int();

/** The last part of each key that a range gives. */
async function idsIn(store: Store, range: Partial<ListRange<number>>): Promise<unknown[]> {
  const found = await Array.fromAsync(store.list({ prefix, schema, ...range }));
  return found.map(({ key }) => key.at(-1));
}

Deno.test("list() gives the records below a prefix in both directions, behind one, and so many", () =>
  withStore(async (store) => {
    for (const id of ["A", "AB", "B", "C"]) await store.kv.set([...prefix, id], 1);
    await store.kv.set(["other", "A"], 2);
    assert.deepEqual(await Array.fromAsync(store.list({ prefix: ["other"], schema })), [
      { key: ["other", "A"], value: 2 },
    ]);
    assert.deepEqual(await idsIn(store, {}), ["A", "AB", "B", "C"]);
    assert.deepEqual(await idsIn(store, { limit: 2 }), ["A", "AB"]);
    assert.deepEqual(await idsIn(store, { limit: 0 }), []);
    assert.deepEqual(await idsIn(store, { after: ["A"], limit: 2 }), ["AB", "B"]);
    assert.deepEqual(await idsIn(store, { after: ["C"] }), []);
    assert.deepEqual(await idsIn(store, { reverse: true, limit: 2 }), ["C", "B"]);
    assert.deepEqual(await idsIn(store, { reverse: true, after: ["B"] }), ["AB", "A"]);
  }));

Deno.test("list() reads many records in batches, and whoever has enough stops", () =>
  withStore(async (store) => {
    for (let id = 0; id < 250; id++) await store.kv.set([...prefix, id], id);
    assert.equal((await idsIn(store, {})).length, 250);
    for await (const { value } of store.list({ prefix, schema })) {
      if (value === 3) break;
    }
    assert.deepEqual(await idsIn(store, { after: [247] }), [248, 249]);
  }));

Deno.test("list() refuses a record of another form, without its value", () =>
  withStore(async (store) => {
    await store.kv.set([...prefix, "A"], "private");
    await assert.rejects(idsIn(store, {}), (error: Error) => {
      assert.match(error.message, /"changes"/);
      assert.doesNotMatch(error.message, /private/);
      return "code" in error && error.code === "record_invalid";
    });
  }));

Deno.test("list() and version() answer a closed or a hanging database with 503 (R04)", () =>
  withStore(async (store) => {
    const unavailable = { code: "store_unavailable", status: 503 };
    const closed = await openStore({ kind: "file", path: ":memory:" });
    closed.close();
    await assert.rejects(Array.fromAsync(closed.list({ prefix, schema })), unavailable);
    await assert.rejects(closed.version(prefix), unavailable);
    const never = new Promise<never>(() => {});
    const hanging = Object.assign(Object.create(store.kv), {
      get: () => never,
      list: () => ({ next: () => never }),
    });
    const slow = new Store(hanging, { now: () => 0, monotonic: () => 0 });
    const soon = { deadlineMs: 1 };
    await assert.rejects(Array.fromAsync(slow.list({ prefix, schema }, soon)), unavailable);
    await assert.rejects(slow.version(prefix, soon), unavailable);
  }));

Deno.test("version() lets a commit depend on a record that it does not read", () =>
  withStore(async (store) => {
    const key = ["sessions", "A"];
    assert.deepEqual(await store.version(key), { key, versionstamp: null });
    const { versionstamp } = await store.kv.set(key, 1);
    const version = await store.version(key);
    assert.deepEqual(version, { key, versionstamp });
    assert.ok((await store.kv.atomic().check(version).set(["a"], 1).commit()).ok);
    await store.kv.delete(key);
    assert.ok(!(await store.kv.atomic().check(version).set(["a"], 2).commit()).ok);
  }));

Deno.test("a KV Connect server is never asked to check more than ten records at once (R07)", () =>
  withStore(async (memory) => {
    const remote = { kind: "remote", url: "https://kv.example.com" } as const;
    const store = await openStore(remote, { openKv: () => Promise.resolve(memory.kv) });
    const records = Array.from({ length: 11 }, (_, id) => ({ key: ["a", id], schema }));
    const write = (atomic: Deno.AtomicOperation) => atomic.set(["b"], 1);
    const commit = (count: number) =>
      store.transact(records.slice(0, count), () => ({ result: count, write }));
    assert.equal(await commit(10), 10);
    await assert.rejects(commit(11), { code: "record_too_large", status: 413 });
    assert.deepEqual([store.maxChecks, memory.maxChecks], [10, 100]);
  }));
