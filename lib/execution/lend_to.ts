import { AppError } from "@/lib/base/mod.ts";
import type { BatchCredentials, Session } from "@/lib/credentials/mod.ts";
import { type Access, lendersOf } from "./access.ts";
import type { Engine } from "./engine.ts";
import { batchKey } from "./keys.ts";
import { type Batch, batchRecord } from "./model.ts";
import { settledBatch } from "./step_batch.ts";
import { hasEnded } from "./view.ts";

/**
 * Lends a batch new credentials, so that nothing waits any more; an ended one stays as it is.
 *
 * @param options The store, the clock and the lender.
 * @param batchId The batch.
 * @param change Who lends what, whether the whole batch is to be cancelled, and whether this only
 * renews what the same identity has lent before.
 * @throws {AppError} `signed_out` (401), `store_busy` or `store_unavailable` (503).
 */
export function lendTo(
  { store, clock, batchCredentials }: Pick<Engine, "store" | "clock"> & {
    readonly batchCredentials: Pick<BatchCredentials, "lend">;
  },
  batchId: string,
  { session, access, cancelsAll = false, isRenewal = false }: {
    readonly session: Session;
    readonly access: Access;
    readonly cancelsAll?: boolean;
    readonly isRenewal?: boolean;
  },
): Promise<void> {
  return store.transact([batchRecord(batchId)], async ([batch]) => {
    if (!batch) throw batchGone(batchId);
    if (hasEnded(batch.state) || isRenewal && !isLender(batch, access)) {
      return { result: undefined };
    }
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
      result: undefined,
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

function batchGone(batchId: string): AppError {
  return new AppError(`Cannot change the batch "${batchId}": it is not stored`, {
    code: "unknown_batch",
    status: 404,
    publicMessage: "There is no such batch.",
  });
}
