import assert from "node:assert/strict";
import { join } from "node:path";
import { AppError, systemClock } from "@/lib/base/mod.ts";
import { openStore, Store } from "@/lib/store/mod.ts";

const memory = { kind: "file", path: ":memory:" } as const;

async function withDirectory(test: (directory: string) => Promise<void>): Promise<void> {
  const directory = await Deno.makeTempDir();
  try {
    await test(directory);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

function isUnavailable(...parts: readonly string[]): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof AppError);
    assert.equal(error.code, "store_unavailable");
    assert.equal(error.status, 503);
    assert.ok(error.headers["Retry-After"]);
    for (const part of parts) assert.ok(error.message.includes(part), error.message);
    assert.ok(!parts.some((part) => error.publicMessage.includes(part)), "nothing internal leaks");
    return true;
  };
}

/** Sends one message to the lock worker and waits for its answer. */
async function ask(worker: Worker, message: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  worker.onmessage = () => resolve();
  worker.onerror = (event) => reject(new Error(event.message));
  worker.postMessage(message);
  await promise;
}

Deno.test("an open store is ready, again and again, and tells its latency", async () => {
  const store = await openStore(memory);
  for (let probe = 0; probe < 3; probe++) {
    const readiness = await store.checkReady();
    assert.ok(readiness.ready);
    assert.ok(readiness.latencyMs >= 0 && readiness.latencyMs < 2_000);
  }
  const keys = (await Array.fromAsync(store.kv.list({ prefix: [] }))).map((entry) => entry.key[0]);
  assert.deepEqual(keys, ["readiness"]);
  store.close();
});

Deno.test("a closed store is not ready and says why", async () => {
  const store = await openStore(memory);
  store.close();
  const readiness = await store.checkReady();
  assert.equal(readiness.ready, false);
  assert.match(readiness.ready ? "" : readiness.reason, /BadResource|closed/i);
});

Deno.test("openStore() makes a file and its directory for its owner alone", () =>
  withDirectory(async (directory) => {
    const path = join(directory, "state", "pcm-ops.kv");
    const first = await openStore({ kind: "file", path });
    await first.kv.set(["changes", "CHG1"], "kept");
    const modeOf = async (name: string) => ((await Deno.stat(name)).mode ?? 0) & 0o777;
    assert.equal(await modeOf(join(directory, "state")), 0o700);
    for (const suffix of ["", "-wal", "-shm"]) assert.equal(await modeOf(path + suffix), 0o600);
    first.close();
    const second = await openStore({ kind: "file", path });
    assert.equal((await second.kv.get(["changes", "CHG1"])).value, "kept");
    second.close();
  }));

Deno.test("under an exclusive lock the store is not ready within 2 s, and ready after (R04)", () =>
  withDirectory(async (directory) => {
    const path = join(directory, "pcm-ops.kv");
    const store = await openStore({ kind: "file", path });
    assert.ok((await store.checkReady()).ready);
    const worker = new Worker(new URL("lock_worker.ts", import.meta.url), { type: "module" });
    await ask(worker, path);
    const abortedAtMs = performance.now();
    assert.equal((await store.checkReady(AbortSignal.abort())).ready, false);
    assert.ok(performance.now() - abortedAtMs < 1_000, "the caller's signal ends the wait");
    const startMs = performance.now();
    const [first, second] = await Promise.all([store.checkReady(), store.checkReady()]);
    const tookMs = performance.now() - startMs;
    await ask(worker, "release");
    worker.terminate();
    assert.deepEqual(first, { ready: false, reason: "the store did not answer in time" });
    assert.deepEqual(second, first);
    assert.ok(tookMs < 4_000, `${tookMs} ms`);
    assert.ok((await store.checkReady()).ready);
    store.close();
  }));

Deno.test("openStore() names a path it cannot use and says what it expected (R06)", () =>
  withDirectory(async (directory) => {
    const file = join(directory, "file");
    await Deno.writeTextFile(file, "not a database ".repeat(1_000));
    const cases: readonly (readonly [string, string])[] = [
      [file, "restore a backup"],
      [directory, "expected a file that this process may write"],
      [join(file, "below", "a.kv"), "expected a file that this process may write"],
    ];
    for (const [path, expectation] of cases) {
      await assert.rejects(
        () => openStore({ kind: "file", path }),
        isUnavailable(JSON.stringify(path), expectation),
      );
    }
    assert.match(await Deno.readTextFile(file), /^not a database/);
  }));

Deno.test("openStore() names a server that does not answer", async () => {
  const url = "http://127.0.0.1:1/";
  const openKv = () => Promise.reject(new TypeError("failed to connect: Connection refused"));
  await assert.rejects(
    () => openStore({ kind: "remote", url }, { openKv }),
    isUnavailable(JSON.stringify(url), "Connection refused", "DENO_KV_ACCESS_TOKEN"),
  );
});

Deno.test("openStore() passes the place on, and none for the managed database", async () => {
  const places: (string | undefined)[] = [];
  const openKv = (place?: string) => {
    places.push(place);
    return Deno.openKv(":memory:");
  };
  (await openStore({ kind: "remote", url: "https://kv.example.com" }, { openKv })).close();
  (await openStore({ kind: "managed" }, { openKv })).close();
  assert.deepEqual(places, ["https://kv.example.com", undefined]);
});

Deno.test("openStore() tries a locked file again (T6)", async () => {
  let tries = 0;
  const openKv = () => {
    tries++;
    if (tries < 3) return Promise.reject(new TypeError("database is locked"));
    return Deno.openKv(":memory:");
  };
  const store = await openStore(memory, { openKv });
  assert.equal(tries, 3);
  store.close();
});

Deno.test("openStore() gives a locked file up at the deadline, other faults at once (T6)", async () => {
  let nowMs = 0;
  let tries = 0;
  const clock = { now: () => nowMs, monotonic: () => nowMs };
  const failing = (message: string) => () => {
    tries++;
    nowMs += 5_000;
    return Promise.reject(new TypeError(message));
  };
  await assert.rejects(
    () => openStore(memory, { deadlineMs: 9_000, clock, openKv: failing("database is locked") }),
    isUnavailable(":memory:", "database is locked", "stop the process"),
  );
  assert.equal(tries, 2);
  await assert.rejects(() => openStore(memory, { clock, openKv: failing("disk I/O error") }));
  assert.equal(tries, 3);
});

Deno.test("openStore() waits no longer than its deadline and closes what opens later", async () => {
  const late = Promise.withResolvers<Deno.Kv>();
  await assert.rejects(
    () => openStore({ kind: "managed" }, { deadlineMs: 20, openKv: () => late.promise }),
    isUnavailable("Deno Deploy", "no answer before the deadline"),
  );
  const kv = await Deno.openKv(":memory:");
  late.resolve(kv);
  await late.promise;
  await assert.rejects(() => kv.get(["a"]), Deno.errors.BadResource);
});

Deno.test("a Store closes the database it was given", async () => {
  const kv = await Deno.openKv(":memory:");
  new Store(kv, systemClock).close();
  await assert.rejects(() => kv.get(["a"]), Deno.errors.BadResource);
});

Deno.test("R10: a store whose file was deleted or replaced is not ready", async () => {
  await withDirectory(async (directory) => {
    const path = join(directory, "a.kv");
    const store = await openStore({ kind: "file", path });
    assert.ok((await store.checkReady()).ready);
    await Deno.rename(path, `${path}.moved`);
    assert.equal((await store.checkReady()).ready, false);
    await Deno.writeTextFile(path, "another file");
    const readiness = await store.checkReady();
    assert.ok(!readiness.ready && readiness.reason.includes("another file"), "and says why");
    await Deno.rename(`${path}.moved`, path);
    assert.ok((await store.checkReady()).ready);
    store.close();
  });
});
