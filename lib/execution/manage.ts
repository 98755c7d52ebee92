import { AppError, type FieldError, type Partition, PARTITIONS } from "@/lib/base/mod.ts";
import type { BatchCredentials, Session } from "@/lib/credentials/mod.ts";
import type { Store } from "@/lib/store/mod.ts";
import { type Access, lendersOf } from "./access.ts";
import { commitChunk, type Committer } from "./commits.ts";
import { batchKey } from "./keys.ts";
import { type Batch, batchRecord, type Target } from "./model.ts";
import { readChunks, readTargets } from "./overview.ts";
import { settledBatch } from "./step_batch.ts";
import { hasEnded } from "./view.ts";

/** What changes of a running batch work with. */
export interface ManageOptions extends Pick<Committer, "store" | "clock"> {
  /** Lends, and lets go. */
  readonly batchCredentials: Pick<BatchCredentials, "lend" | "erasure">;
}

/** Where a batch has targets that have not ended. */
export function openPartitions({ open }: Batch): readonly Partition[] {
  return PARTITIONS.filter((partition) => open[partition] > 0);
}

/**
 * Lends a batch new credentials, so that nothing waits any more.
 *
 * @param options The store, the clock and the lender.
 * @param batchId The batch.
 * @param change Who lends what, whether the whole batch is to be cancelled, and whether this only
 * renews what the same identity has lent before.
 * @returns The batch as stored; an ended one stays as it is.
 * @throws {AppError} `signed_out` (401), `store_busy` or `store_unavailable` (503).
 */
export function lendTo(
  { store, clock, batchCredentials }: ManageOptions,
  batchId: string,
  { session, access, cancelsAll = false, isRenewal = false }: {
    readonly session: Session;
    readonly access: Access;
    readonly cancelsAll?: boolean;
    readonly isRenewal?: boolean;
  },
): Promise<Batch> {
  return store.transact([batchRecord(batchId)], async ([batch]) => {
    if (!batch) throw batchGone(batchId);
    if (hasEnded(batch.state) || isRenewal && !isLender(batch, access)) return { result: batch };
    const lends = await Promise.all(
      [...access.held].map(([partition, held]) =>
        batchCredentials.lend(batchId, { session, partition, held })
      ),
    );
    const next = settledBatch({
      ...batch,
      lenders: { ...batch.lenders, ...lendersOf(access.held) },
      waitingFor: batch.waitingFor.filter((partition) => !access.held.has(partition)),
      isHeldUp: false,
      isCancelRequested: batch.isCancelRequested || cancelsAll,
    }, clock.now());
    return {
      result: next,
      write: (atomic) => {
        for (const lend of lends) lend(atomic);
        atomic.set(batchKey(batchId), next);
      },
    };
  });
}

/** Whether all that is held is of the account, and of the very identity, that lent it before. */
function isLender({ accounts, lenders, open }: Batch, { held }: Access): boolean {
  return [...held].every(([partition, { account, arn }]) =>
    open[partition] > 0 && accounts[partition] === account && lenders[partition] === arn
  );
}

/**
 * Cancels targets: what was not sent ends at once, for the rest SSM is to be asked.
 *
 * @param options The store and the clock.
 * @param batchId The batch.
 * @param instanceIds Which ones; all when `null`.
 * @throws {AppError} `store_busy` or `store_unavailable` (503); asking again is safe.
 */
export async function cancelTargets(
  options: ManageOptions,
  batchId: string,
  instanceIds: readonly Target["instanceId"][] | null,
): Promise<void> {
  const { store, clock } = options;
  const asked = new Set<number>();
  // Splitting a chunk meanwhile moves targets to a new one.
  for (;;) {
    const chunks = (await readChunks(store, batchId))
      .filter(({ n, state }) => state !== "settled" && !asked.has(n));
    if (chunks.length === 0) return;
    for (const { n } of chunks) {
      asked.add(n);
      const event = { kind: "cancel_requested", instanceIds, atMs: clock.now() } as const;
      await commitChunk({ ...options, batchId }, n, { event });
    }
  }
}

/**
 * Checks which targets somebody named.
 *
 * @param store The store.
 * @param batchId The batch.
 * @param instanceIds What was named; nothing means all.
 * @returns The targets, or which names the batch does not have.
 * @throws {AppError} `store_unavailable` (503).
 */
export async function namedTargets(
  store: Store,
  batchId: string,
  instanceIds: readonly string[] | undefined,
) {
  const all = await readTargets(store, batchId);
  if (!instanceIds) return { kind: "found", placed: all } as const;
  const byId = new Map<string, typeof all[number]>(
    all.map((placed) => [placed.target.instanceId, placed]),
  );
  const errors = instanceIds.flatMap((id, index): readonly FieldError[] =>
    byId.has(id) ? [] : [{
      path: `instanceIds.${index}`,
      message: `The instance "${id}" is not part of the batch: expected only its targets`,
    }]
  );
  if (errors.length > 0) return { kind: "invalid", errors } as const;
  return { kind: "found", placed: instanceIds.flatMap((id) => byId.get(id) ?? []) } as const;
}

function batchGone(batchId: string): AppError {
  return new AppError(`Cannot change the batch "${batchId}": it is not stored`, {
    code: "unknown_batch",
    status: 404,
    publicMessage: "There is no such batch.",
  });
}
