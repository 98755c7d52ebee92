import { type Clock, type Partition, PARTITIONS, randomId } from "@/lib/base/mod.ts";
import type { BatchCredentials, Session } from "@/lib/credentials/mod.ts";
import type { Store, StoredRecords, Update } from "@/lib/store/mod.ts";
import { type Access, lendersOf } from "./access.ts";
import { activeBatchKey, batchKey, byChangeKey, byTimeKey, chunkKey, targetsKey } from "./keys.ts";
import { type Batch, batchRecord, countsOf, type Work } from "./model.ts";
import { planChunks } from "./plan.ts";
import type { Prepared } from "./prepare.ts";
import {
  type Creation,
  creationOf,
  remember,
  type Remembered,
  rememberedRecord,
  type RequestKey,
} from "./remembered.ts";
import { stateOf } from "./step_batch.ts";
import { scriptWrite } from "./stored_script.ts";
import { hasEnded } from "./view.ts";

const ID_BYTES = 12;
/** Each chunk takes two mutations and up to 64 KiB; a commit 800 KiB. */
const CHUNKS_A_COMMIT = 10;
const COMMIT = { deadlineMs: 5_000 };

/** Another retry of the same batch was made meanwhile: what it took has to be looked at. */
export interface Overtaken {
  readonly kind: "overtaken";
}

/** What a batch is made of. */
export interface Creating {
  readonly prepared: Prepared;
  readonly session: Session;
  readonly access: Access;
  readonly actor: string;
  readonly requestKey: RequestKey | null;
  /** The batch whose targets it repeats, as it was when they were chosen. */
  readonly retryOf: Batch | null;
}

/**
 * Makes a batch: its chunks first, its header last, and with the header all that makes it run.
 * Without a header it does not exist, and no target counts as retried by it.
 *
 * @param options The store, the clock, and who lends credentials.
 * @param creating What to run where, for whom.
 * @returns The batch, or what an earlier request with the same key made; or that nothing was made.
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
): Promise<Creation | Overtaken> {
  const { prepared: { targets, script }, requestKey, actor, retryOf } = creating;
  const nowMs = clock.now();
  const works = planChunks(targets, { platform: script.platform, nowMs });
  const batch = batchOf(creating, { works, nowMs });
  const { batchId } = batch;
  await writeChunks(store, { batchId, works });
  const chunks = works.filter(({ chunk }) => chunk.state === "planned").length;
  const started = { batchId, targets: batch.counts.total, chunks };
  const made = { kind: "started", isNew: true, started } as const;
  const records: StoredRecords<CreationValues> = [
    batchRecord(batchId),
    // Without a key nothing is ever kept there.
    rememberedRecord(requestKey ?? { actor, key: batchId }),
    ...(retryOf ? [batchRecord(retryOf.batchId)] : []),
  ];
  const update = creationUpdate(batchCredentials, creating, { batch, made });
  const creation = await store.transact(records, update, COMMIT);
  if (creation !== made) await writeChunks(store, { batchId, works, isRemoval: true });
  return creation;
}

/** The batch that is made, what its key has made, and the batch whose targets it repeats. */
type CreationValues = readonly [Batch, Remembered, ...Batch[]];

function creationUpdate(
  batchCredentials: Pick<BatchCredentials, "lend">,
  { prepared, session, access, requestKey, retryOf }: Creating,
  { batch, made }: { readonly batch: Batch; readonly made: Creation & { kind: "started" } },
): Update<CreationValues, Creation | Overtaken> {
  const nowMs = batch.createdAtMs;
  return async ([own, remembered, source = null]) => {
    // An attempt of ours that was reported as failed has landed all the same.
    if (own) return { result: made };
    const earlier = requestKey && creationOf(remembered, { requestKey, nowMs });
    if (earlier) return { result: earlier };
    if (isOvertaken(source, retryOf)) return { result: { kind: "overtaken" } };
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
        if (requestKey) remember(atomic, { requestKey, started: made.started, nowMs });
        writeHeader(atomic, batch);
        if (source) addRetry(atomic, source, batch);
      },
    };
  };
}

/** The list only grows, and is checked by the commit that adds to it. */
function isOvertaken(now: Batch | null, before: Batch | null): boolean {
  return now?.retriedBy.length !== before?.retriedBy.length;
}

function addRetry(atomic: Deno.AtomicOperation, source: Batch, { batchId }: Batch): void {
  atomic.set(batchKey(source.batchId), { ...source, retriedBy: [...source.retriedBy, batchId] });
}

function batchOf(
  { prepared: { request, script, parameters, targets }, access, actor, retryOf }: Creating,
  { works, nowMs }: { readonly works: readonly Work[]; readonly nowMs: number },
): Batch {
  const counts = countsOf(works.flatMap(({ targets }) => targets));
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
    retryOf: retryOf?.batchId ?? null,
    retriedBy: [],
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
