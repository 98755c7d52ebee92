import type { Store } from "@/lib/store/mod.ts";
import { targetsPrefix } from "./keys.ts";
import { type Batch, type Target, targetsSchema } from "./model.ts";
import type { ExecutionRefusal } from "./view.ts";

/** So that a batch's header stays small; each of them is searched before the next one. */
const MAX_RETRIES = 1_000;

/**
 * Tells whether targets of a batch run again elsewhere already. A target is retried once from each
 * batch, so that the batches of a line that have it follow one another: the next one begins after
 * the one before has ended there. Which targets a batch has never changes, so that only the list
 * of retries has to be checked when another one is added to it.
 *
 * @param store The store.
 * @param options The batch's retries so far, and the targets that somebody wants to run again.
 * @returns Which retries have how many of them; `null` when all are free.
 * @throws {AppError} `store_unavailable` (503), `record_invalid` (500).
 */
export async function retriedElsewhere(
  store: Store,
  { retriedBy, instanceIds }: Pick<Batch, "retriedBy"> & {
    readonly instanceIds: readonly Target["instanceId"][];
  },
): Promise<ExecutionRefusal | null> {
  if (retriedBy.length >= MAX_RETRIES) {
    const reason = `The batch was retried ${MAX_RETRIES} times: start a new one.`;
    return { kind: "nothing_to_do", reason };
  }
  const wanted = new Set(instanceIds);
  const found = await Promise.all(retriedBy.map(async (batchId) => {
    const taken = await instancesOf(store, batchId);
    return { batchId, targets: wanted.intersection(taken).size };
  }));
  const retries = found.filter(({ targets }) => targets > 0);
  return retries.length > 0 ? { kind: "already_retried", retries } : null;
}

async function instancesOf(store: Store, batchId: string): Promise<Set<Target["instanceId"]>> {
  const range = { prefix: targetsPrefix(batchId), schema: targetsSchema };
  const lists = await Array.fromAsync(store.list(range));
  return new Set(lists.flatMap(({ value }) => value.map(({ instanceId }) => instanceId)));
}
