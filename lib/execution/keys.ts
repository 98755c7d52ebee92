/** Prefix of the batches that have not ended. */
export const ACTIVE_BATCHES_PREFIX: Deno.KvKey = ["active_batches"];
/** Prefix of the index of all batches by the time they were made. */
export const BATCHES_BY_TIME_PREFIX: Deno.KvKey = ["batches_by_time"];

/** Whether a batch may be called so; another name may be longer than a key of the store. */
export function isBatchId(text: string): boolean {
  return /^[\w-]{1,64}$/.test(text);
}

/** The key of a batch's header: without it the batch does not exist. */
export function batchKey(batchId: string): Deno.KvKey {
  return ["batches", batchId];
}

/** The prefix of a batch's chunks. */
export function chunksPrefix(batchId: string): Deno.KvKey {
  return ["chunks", batchId];
}

/** The key of what is known of one SSM command, all but its targets. */
export function chunkKey(batchId: string, n: number): Deno.KvKey {
  return [...chunksPrefix(batchId), n];
}

/** The prefix of a batch's targets, by chunk. */
export function targetsPrefix(batchId: string): Deno.KvKey {
  return ["targets", batchId];
}

/** The key of one chunk's targets. */
export function targetsKey(batchId: string, n: number): Deno.KvKey {
  return [...targetsPrefix(batchId), n];
}

/** The key of one part of an output. */
export function outputKey(
  batchId: string,
  { instanceId, stream, part }: {
    readonly instanceId: string;
    readonly stream: "stdout" | "stderr";
    readonly part: number;
  },
): Deno.KvKey {
  return ["outputs", batchId, instanceId, stream, part];
}

/** The key of the lease under which a batch is carried forward. */
export function leaseKey(batchId: string): Deno.KvKey {
  return ["leases", batchId];
}

/** The key that remembers which batch a request made. */
export function idempotencyKey(actor: string, key: string): Deno.KvKey {
  return ["idempotency", actor, key];
}

/** The key that says that a batch has not ended. */
export function activeBatchKey(batchId: string): Deno.KvKey {
  return [...ACTIVE_BATCHES_PREFIX, batchId];
}

/** The place of a batch in the order of time. */
export interface BatchTime {
  readonly batchId: string;
  readonly createdAtMs: number;
}

/** The key of a batch in the index of all. */
export function byTimeKey({ batchId, createdAtMs }: BatchTime): Deno.KvKey {
  return [...BATCHES_BY_TIME_PREFIX, createdAtMs, batchId];
}

/** The prefix of the index of a change's batches. */
export function byChangePrefix(change: string): Deno.KvKey {
  return ["batches_by_change", change];
}

/** The key of a batch in the index of its change. */
export function byChangeKey(change: string, { batchId, createdAtMs }: BatchTime): Deno.KvKey {
  return [...byChangePrefix(change), createdAtMs, batchId];
}

/** The key of a script's content as batches were planned with it. */
export function scriptKey(version: string): Deno.KvKey {
  return ["scripts", version];
}
