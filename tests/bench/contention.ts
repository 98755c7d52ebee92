import assert from "node:assert/strict";
import { join } from "node:path";
import { z } from "zod";
import { openStore, type Store } from "@/lib/store/mod.ts";
import { median } from "./throughput.ts";

const WRITERS = 50;
/** Of each way and round. */
const WRITES = 2_000;
const ROUNDS = 5;
/** Far longer than the last of all writers waits for its turn. */
const DEADLINE_MS = 60_000;

/** Changes a second to a file database, in one process. */
export interface Contention {
  /** Of 50 writers that all change one record. */
  readonly sharedPerSecond: number;
  /** Of one writer alone. */
  readonly alonePerSecond: number;
  /** Of 50 writers with a record each. */
  readonly ownPerSecond: number;
  /** Of writers that share a record to one alone: median of five rounds. */
  readonly ratioToAlone: number;
  /** Of writers that share a record to as many with one each: median of five rounds. */
  readonly ratioToOwn: number;
}

/** Makes the same number of increments in each of three ways, in turn. */
export async function contention(dataDir: string): Promise<Contention> {
  const store = await openStore({ kind: "file", path: join(dataDir, "contention.kv") });
  try {
    const rounds: Contention[] = [];
    for (let round = 0; round < ROUNDS; round++) rounds.push(await oneRound(store, round));
    const middle = (name: keyof Contention) => median(rounds.map((figures) => figures[name]));
    return {
      sharedPerSecond: middle("sharedPerSecond"),
      alonePerSecond: middle("alonePerSecond"),
      ownPerSecond: middle("ownPerSecond"),
      ratioToAlone: middle("ratioToAlone"),
      ratioToOwn: middle("ratioToOwn"),
    };
  } finally {
    store.close();
  }
}

async function oneRound(store: Store, round: number): Promise<Contention> {
  const writers = Array.from({ length: WRITERS }, (_, writer) => writer);
  const sharedPerSecond = await writesPerSecond(store, writers.map(() => ["shared", round]));
  const alonePerSecond = await writesPerSecond(store, [["alone", round]]);
  const ownPerSecond = await writesPerSecond(store, writers.map((each) => ["own", round, each]));
  return {
    sharedPerSecond,
    alonePerSecond,
    ownPerSecond,
    ratioToAlone: sharedPerSecond / alonePerSecond,
    ratioToOwn: sharedPerSecond / ownPerSecond,
  };
}

/** One writer for each key given, which may be the same. */
async function writesPerSecond(store: Store, keys: readonly Deno.KvKey[]): Promise<number> {
  const startedAtMs = performance.now();
  await Promise.all(keys.map((key) => incrementOften(store, { key, times: WRITES / keys.length })));
  const seconds = (performance.now() - startedAtMs) / 1_000;
  const distinct = new Map(keys.map((key) => [key.join(" "), { key, schema: z.number() }]));
  const counts = await store.read([...distinct.values()]);
  const sum = counts.reduce<number>((total, count) => total + (count ?? 0), 0);
  assert.equal(sum, WRITES, "no update is lost");
  return WRITES / seconds;
}

async function incrementOften(
  store: Store,
  { key, times }: { readonly key: Deno.KvKey; readonly times: number },
): Promise<void> {
  const counter = { key, schema: z.number() };
  for (let time = 0; time < times; time++) {
    await store.transact([counter], ([count]) => ({
      result: undefined,
      write: (atomic) => atomic.set(key, (count ?? 0) + 1),
    }), { deadlineMs: DEADLINE_MS });
  }
}
