import assert from "node:assert/strict";
import { join } from "node:path";
import { z } from "zod";
import { AppError, MINUTE_MS } from "@/lib/base/mod.ts";
import { openStore, Store } from "@/lib/store/mod.ts";
import { runToEnd } from "../../support/process.ts";
import { ManualClock, withStore } from "./memory_store.ts";

const counter = { key: ["counter"], schema: z.number() };
const ROOT = new URL("../../../", import.meta.url).pathname;

function increment(store: Store): Promise<number> {
  return store.transact([counter], ([count]) => {
    const next = (count ?? 0) + 1;
    return { result: next, write: (atomic) => atomic.set(counter.key, next) };
  });
}

function failsWith(code: string, status: number): (error: unknown) => boolean {
  return (error) => error instanceof AppError && error.code === code && error.status === status;
}

/** A database whose commits fail as given, one after the other, and then work. */
async function failingKv(...failures: readonly ("conflict" | Error)[]) {
  const kv = await Deno.openKv(":memory:");
  const left = [...failures];
  const atomic = kv.atomic.bind(kv);
  kv.atomic = () => {
    const operation = atomic();
    const commit = operation.commit.bind(operation);
    operation.commit = () => {
      const failure = left.shift();
      if (failure === undefined) return commit();
      return failure === "conflict" ? Promise.resolve({ ok: false }) : Promise.reject(failure);
    };
    return operation;
  };
  return kv;
}

Deno.test("transact() loses no update of 50 writers on one key, who take turns (S10)", () =>
  withStore(async (store) => {
    const results = await Promise.all(Array.from({ length: 50 }, () => increment(store)));
    assert.deepEqual(
      results.toSorted((a, b) => a - b),
      Array.from({ length: 50 }, (_, i) => i + 1),
    );
    assert.deepEqual(await store.read([counter]), [50]);
  }, { wait: () => Promise.reject(new Error("a retry was not expected")) }));

Deno.test("two processes on one file lose no update (S10)", async () => {
  const directory = await Deno.makeTempDir();
  try {
    const path = join(directory, "shared.kv");
    const run = () =>
      runToEnd({
        args: ["run", "-A", "--unstable-kv", "tests/lib/store/increments.ts", path, "25", "200"],
        env: {},
        cwd: ROOT,
        deadlineMs: MINUTE_MS,
      });
    const ended = await Promise.all([run(), run()]);
    for (const { code, stdout, stderr } of ended) {
      assert.deepEqual([code, stdout], [0, "5000"], stderr);
    }
    const store = await openStore({ kind: "file", path });
    assert.deepEqual(await store.read([counter]), [10_000]);
    store.close();
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});

Deno.test("transact() starts again when another writer came first, and waits with jitter", async () => {
  const waits: number[] = [];
  const wait = (delayMs: number) => Promise.resolve(waits.push(delayMs));
  const store = new Store(await failingKv("conflict", "conflict", "conflict"), new ManualClock(), {
    random: () => 0.5,
    wait,
  });
  assert.equal(await increment(store), 1);
  assert.deepEqual(waits, [2, 4, 8]);
  store.close();
});

Deno.test("transact() tries a locked file again (T6)", async () => {
  const locked = new TypeError("database is locked");
  const store = new Store(await failingKv(locked, locked), new ManualClock(), {
    wait: () => Promise.resolve(),
  });
  assert.equal(await increment(store), 1);
  store.close();
});

Deno.test("transact() gives up at its deadline with 503 and when to come back (R04)", async () => {
  for (
    const [failure, code] of [
      ["conflict", "store_busy"],
      [new TypeError("database is locked"), "store_unavailable"],
    ] as const
  ) {
    const clock = new ManualClock();
    const wait = (delayMs: number) => Promise.resolve(clock.advance(delayMs));
    const kv = await failingKv(...Array.from({ length: 1_000 }, () => failure));
    const store = new Store(kv, clock, { random: () => 0.9, wait });
    const startMs = clock.now();
    await assert.rejects(increment(store), (error) => {
      assert.ok(failsWith(code, 503)(error));
      return error instanceof AppError && error.headers["Retry-After"] === "5";
    });
    assert.ok(clock.now() - startMs <= 1_500);
    store.close();
  }
});

Deno.test("transact() does not wait for a database that hangs, nor do those who queue behind", async () => {
  const kv = await Deno.openKv(":memory:");
  kv.getMany = () => new Promise(() => {});
  const store = new Store(kv, new ManualClock());
  const calls = Array.from({ length: 3 }, () =>
    assert.rejects(
      store.transact([counter], () => ({ result: 1 }), { deadlineMs: 20 }),
      (error) => error instanceof AppError && error.status === 503,
    ));
  await Promise.all(calls);
  store.close();
});

Deno.test("transact() passes on what the update throws, commits nothing, and frees the key", () =>
  withStore(async (store) => {
    const refusal = new AppError("no", { code: "refused", status: 422, publicMessage: "no" });
    const refused = store.transact([counter], () => {
      throw refusal;
    });
    await assert.rejects(refused, refusal);
    assert.equal(await increment(store), 1);
  }));

Deno.test("transact() writes nothing when the update has nothing to write", () =>
  withStore(async (store) => {
    await increment(store);
    const before = (await store.kv.get(counter.key)).versionstamp;
    assert.equal(await store.transact([counter], ([count]) => ({ result: count })), 1);
    assert.equal((await store.kv.get(counter.key)).versionstamp, before);
  }));

Deno.test("transact() checks every record it read, also those it does not write", () =>
  withStore(async (store) => {
    const limit = { key: ["limit"], schema: z.number() };
    await store.kv.set(limit.key, 1);
    let runs = 0;
    const result = await store.transact([limit, counter], async ([most]) => {
      runs++;
      if (runs === 1) await store.kv.set(limit.key, 2);
      return { result: most, write: (atomic) => atomic.set(counter.key, most) };
    });
    assert.deepEqual([runs, result], [2, 2]);
  }));

Deno.test("a stored value of another form is refused without being shown", () =>
  withStore(async (store) => {
    await store.kv.set(["sessions", "hash"], { token: "canary-value" });
    const record = { key: ["sessions", "hash"], schema: z.object({ generation: z.number() }) };
    await assert.rejects(store.read([record]), (error) => {
      assert.ok(failsWith("record_invalid", 500)(error));
      assert.match(String(error), /"sessions": generation \(invalid_type\)/);
      return !/canary|hash/.test(String(error));
    });
  }));

Deno.test("read() takes more keys than one call of Deno KV (R07)", () =>
  withStore(async (store) => {
    for (const count of [0, 1, 10, 11, 101]) {
      const records = Array.from({ length: count }, (_, index) => ({
        key: ["many", index],
        schema: z.number(),
      }));
      for (const { key } of records) await store.kv.set(key, Number(key[1]));
      assert.deepEqual(await store.read(records), records.map(({ key }) => key[1]));
    }
  }));

Deno.test("100 checks commit together; 101, or too large a value, are refused as too large (R07)", () =>
  withStore(async (store) => {
    const commit = (checks: number, bytes: number) =>
      store.transact(
        Array.from({ length: checks }, (_, index) => ({ key: ["c", index], schema: z.number() })),
        () => ({ result: "done", write: (atomic) => atomic.set(["v"], new Uint8Array(bytes)) }),
      );
    assert.equal(await commit(100, 65_535), "done");
    assert.equal(await commit(1, 65_536), "done");
    await assert.rejects(commit(101, 1), failsWith("record_too_large", 413));
    await assert.rejects(commit(1, 65_537), failsWith("record_too_large", 413));
  }));
