import { z } from "zod";
import { type Clock, DAY_MS, type Partition, PARTITIONS, randomId } from "@/lib/base/mod.ts";
import type { BatchCredentials, Session } from "@/lib/credentials/mod.ts";
import type { Store, StoredRecords } from "@/lib/store/mod.ts";
import { type Access, lendersOf } from "./access.ts";
import {
  activeBatchKey,
  batchKey,
  byChangeKey,
  byTimeKey,
  chunkKey,
  idempotencyKey,
  targetsKey,
} from "./keys.ts";
import { type Batch, batchRecord, type Work } from "./model.ts";
import { countsOfChunks, planChunks } from "./plan.ts";
import type { Prepared } from "./prepare.ts";
import { stateOf } from "./step_batch.ts";
import { scriptWrite } from "./stored_script.ts";
import { hasEnded, type StartedView } from "./view.ts";

const ID_BYTES = 12;
const REMEMBERED_MS = DAY_MS;
/** Each chunk takes two mutations and up to 64 KiB; a commit 800 KiB. */
const CHUNKS_A_COMMIT = 10;
const COMMIT = { deadlineMs: 5_000 };

const rememberedSchema = z.object({
  hash: z.string(),
  expiresAtMs: z.number(),
  started: z.object({ batchId: z.string(), targets: z.int(), chunks: z.int() }),
}).readonly();

type Remembered = z.infer<typeof rememberedSchema>;

/** What makes a request one that may come twice. */
export interface RequestKey {
  readonly actor: string;
  readonly key: string;
  /** Of the request: the same key with another request is refused. */
  readonly hash: string;
}

/** A batch that was made, now or by an earlier request with the same key. */
export type Creation =
  | { readonly kind: "started"; readonly isNew: boolean; readonly started: StartedView }
  | { readonly kind: "key_reused" };

/**
 * Finds what an earlier request with the same key made.
 *
 * @param store The store.
 * @param requestKey Whose, which and what.
 * @param nowMs Wall time, in ms since 1970.
 * @returns The batch, a refusal, or `null` when the key is new.
 * @throws {AppError} `store_unavailable` (503).
 */
export async function findCreation(
  store: Store,
  requestKey: RequestKey,
  nowMs: number,
): Promise<Creation | null> {
  const [remembered] = await store.read([rememberedRecord(requestKey)]);
  return creationOf(remembered, { requestKey, nowMs });
}

/** What a batch is made of. */
export interface Creating {
  readonly prepared: Prepared;
  readonly session: Session;
  readonly access: Access;
  readonly actor: string;
  readonly requestKey: RequestKey | null;
  readonly retryOf: string | null;
}

/**
 * Makes a batch: its chunks first, its header last, and with the header all that makes it run.
 * Without a header it does not exist.
 *
 * @param options The store, the clock, and who lends credentials.
 * @param creating What to run where, for whom.
 * @returns The batch, or what an earlier request with the same key made.
 * @throws {AppError} `store_busy` or `store_unavailable` (503); it may have been made then, which
 * the same key finds. `signed_out` (401).
 */
export async function createBatch(
  { store, clock, batchCredentials }: {
    readonly store: Store;
    readonly clock: Clock;
    readonly batchCredentials: Pick<BatchCredentials, "lend">;
  },
  creating: Creating,
): Promise<Creation> {
  const { prepared, session, access, requestKey } = creating;
  const nowMs = clock.now();
  const works = planChunks(prepared.targets, { platform: prepared.script.platform, nowMs });
  const batch = batchOf(creating, { works, nowMs });
  await writeChunks(store, { batchId: batch.batchId, works });
  const started = {
    batchId: batch.batchId,
    targets: batch.counts.total,
    chunks: works.filter(({ chunk }) => chunk.state === "planned").length,
  };
  const made: Creation = { kind: "started", isNew: true, started };
  const records: StoredRecords<readonly [Batch, ...Remembered[]]> = [
    batchRecord(batch.batchId),
    ...(requestKey ? [rememberedRecord(requestKey)] : []),
  ];
  const creation = await store.transact(records, async ([own, remembered = null]) => {
    // An attempt of ours that was reported as failed has landed all the same.
    if (own) return { result: made };
    const earlier = requestKey && creationOf(remembered, { requestKey, nowMs });
    if (earlier) return { result: earlier };
    const lends = await Promise.all(
      [...access.held].map(([partition, held]) =>
        batchCredentials.lend(batch.batchId, { session, partition, held })
      ),
    );
    return {
      result: made,
      write: (atomic) => {
        for (const lend of lends) lend(atomic);
        scriptWrite(prepared.script)(atomic);
        if (requestKey) remember(atomic, { requestKey, started, nowMs });
        writeHeader(atomic, batch);
      },
    };
  }, COMMIT);
  if (creation !== made) {
    await writeChunks(store, { batchId: batch.batchId, works, isRemoval: true });
  }
  return creation;
}

function batchOf(
  { prepared: { request, script, parameters, targets }, access, actor, retryOf }: Creating,
  { works, nowMs }: { readonly works: readonly Work[]; readonly nowMs: number },
): Batch {
  const counts = countsOfChunks(works);
  const openIn = (partition: Partition) =>
    works.reduce((sum, { chunk }) => sum + (chunk.partition === partition ? chunk.open : 0), 0);
  const open = { "aws": openIn("aws"), "aws-us-gov": openIn("aws-us-gov") };
  const state = stateOf({
    counts,
    open,
    waitingFor: [],
    isHeldUp: false,
    isCancelRequested: false,
  });
  const { dryRun: _, maxErrors = null, ...limits } = request.options;
  return {
    batchId: randomId(ID_BYTES),
    version: 1,
    state,
    scriptId: script.id,
    scriptName: script.name,
    scriptVersion: script.version,
    platform: script.platform,
    expectedSeconds: script.expectedSeconds,
    parameters,
    settings: script.settings,
    limits: { ...limits, maxErrors },
    change: request.change ?? null,
    actor,
    retryOf,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
    endedAtMs: hasEnded(state) ? nowMs : null,
    checkedAtMs: null,
    partitions: PARTITIONS.filter((each) => targets.some(({ partition }) => partition === each)),
    accounts: Object.fromEntries([...access.held].map(([each, { account }]) => [each, account])),
    lenders: lendersOf(access.held),
    waitingFor: [],
    isHeldUp: false,
    isCancelRequested: false,
    chunkCount: works.length,
    counts,
    open,
  };
}

async function writeChunks(
  store: Store,
  { batchId, works, isRemoval = false }: {
    readonly batchId: string;
    readonly works: readonly Work[];
    readonly isRemoval?: boolean;
  },
): Promise<void> {
  for (let start = 0; start < works.length; start += CHUNKS_A_COMMIT) {
    await store.transact([], () => ({
      result: undefined,
      write: (atomic) => {
        for (const { chunk, targets } of works.slice(start, start + CHUNKS_A_COMMIT)) {
          const [head, rows] = [chunkKey(batchId, chunk.n), targetsKey(batchId, chunk.n)];
          if (isRemoval) atomic.delete(head).delete(rows);
          else atomic.set(head, chunk).set(rows, targets);
        }
      },
    }), COMMIT);
  }
}

function writeHeader(atomic: Deno.AtomicOperation, batch: Batch): void {
  const { batchId, change } = batch;
  atomic.set(batchKey(batchId), batch).set(byTimeKey(batch), batchId);
  if (change !== null) atomic.set(byChangeKey(change, batch), batchId);
  if (!hasEnded(batch.state)) atomic.set(activeBatchKey(batchId), batchId);
}

function remember(
  atomic: Deno.AtomicOperation,
  { requestKey, started, nowMs }: {
    readonly requestKey: RequestKey;
    readonly started: StartedView;
    readonly nowMs: number;
  },
): void {
  const { hash } = requestKey;
  const value = { hash, started, expiresAtMs: nowMs + REMEMBERED_MS };
  atomic.set(rememberedRecord(requestKey).key, value, { expireIn: REMEMBERED_MS });
}

function rememberedRecord({ actor, key }: RequestKey) {
  return { key: idempotencyKey(actor, key), schema: rememberedSchema };
}

function creationOf(
  remembered: z.infer<typeof rememberedSchema> | null,
  { requestKey, nowMs }: { readonly requestKey: RequestKey; readonly nowMs: number },
): Creation | null {
  if (!remembered || remembered.expiresAtMs <= nowMs) return null;
  if (remembered.hash !== requestKey.hash) return { kind: "key_reused" };
  return { kind: "started", isNew: false, started: remembered.started };
}
