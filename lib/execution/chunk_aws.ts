import { AwsError, type Ssm } from "@/lib/aws/mod.ts";
import type { HeldCredentials } from "@/lib/credentials/mod.ts";
import { SECOND_MS } from "@/lib/base/mod.ts";
import { commitBatch, commitChunk } from "./commits.ts";
import { backoffDueMs, type Run } from "./engine.ts";
import type { Batch, Chunk } from "./model.ts";
import type { Overview } from "./overview.ts";
import { shortened } from "./summary.ts";

/** Systems Manager for a chunk, or why it cannot be asked. */
export type ChunkAws =
  | { readonly kind: "ready"; readonly ssm: Ssm; readonly held: HeldCredentials }
  /** No credentials, or another account's. */
  | { readonly kind: "no_credentials" }
  /** What was thrown by AWS while a role was assumed. */
  | { readonly kind: "failed"; readonly error: AwsError; readonly held: HeldCredentials };

/**
 * Finds the way to a chunk's account and region, with credentials of the account that the batch was
 * started with and no other.
 *
 * @param run The batch under its lease.
 * @param options The batch's header, and the chunk.
 * @returns The port, or why there is none.
 * @throws {AppError} `store_unavailable` (503).
 */
export async function chunkAws(
  run: Run,
  { batch, chunk }: { readonly batch: Batch; readonly chunk: Chunk },
): Promise<ChunkAws> {
  const { partition, account, region } = chunk;
  const held = await run.batchCredentials.get(run.batchId, partition);
  if (!held || held.account !== batch.accounts[partition]) return { kind: "no_credentials" };
  try {
    const { signal, batchId: sessionName } = run;
    const credentials = await run.roles.inAccount(held, { account, region, sessionName, signal });
    return { kind: "ready", ssm: run.aws.ssm({ credentials, account, region }), held };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { kind: "failed", error, held };
  }
}

/**
 * Tells whether credentials would end before the script does: then nothing is sent with them.
 *
 * @param held The credentials.
 * @param options The batch, and the time in ms since 1970.
 * @returns Whether to hold.
 */
export function endsTooSoon(
  { expiresAtMs }: Pick<HeldCredentials, "expiresAtMs">,
  { batch, nowMs }: { readonly batch: Batch; readonly nowMs: number },
): boolean {
  return expiresAtMs - nowMs < batch.expectedSeconds * SECOND_MS;
}

/**
 * Holds a chunk back whose script would outlive the credentials. They still serve to follow what
 * was sent before; without that, nothing but a new sign-in helps.
 *
 * @param run The batch under its lease.
 * @param chunk The chunk.
 * @param options All chunks of the batch, and the credentials.
 * @throws {AppError} `lease_lost`, `store_busy` or `store_unavailable` (503).
 */
export async function hold(
  run: Run,
  chunk: Chunk,
  { chunks, held }: Pick<Overview, "chunks"> & { readonly held: HeldCredentials },
): Promise<void> {
  const isFollowed = chunks.some(({ n, partition, state }) =>
    n !== chunk.n && partition === chunk.partition && (state === "sent" || state === "sending")
  );
  if (isFollowed) await postpone(run, chunk);
  else await waitForCredentials(run, { chunk, held });
}

/**
 * Lets the targets of a partition wait until somebody signs in again. None of them fails by it.
 *
 * @param run The batch under its lease.
 * @param options A chunk of the partition, and the credentials that do not serve any more, if any:
 * where others were lent meanwhile, nothing waits.
 * @throws {AppError} `lease_lost`, `store_busy` or `store_unavailable` (503).
 */
export async function waitForCredentials(
  run: Run,
  { chunk: { partition }, held }: { readonly chunk: Chunk; readonly held?: HeldCredentials },
): Promise<void> {
  const { waitingFor } = await commitBatch(run, async (batch) => {
    if (batch.waitingFor.includes(partition)) return batch;
    const lent = await run.batchCredentials.get(run.batchId, partition);
    const isRenewed = lent?.account === batch.accounts[partition] && !isSame(lent, held);
    return isRenewed ? batch : { ...batch, waitingFor: [...batch.waitingFor, partition] };
  });
  if (!waitingFor.includes(partition)) return;
  run.logger.info("A batch waits for credentials", { batchId: run.batchId, waitingFor });
}

function isSame(lent: HeldCredentials | null, held: HeldCredentials | undefined): boolean {
  return lent?.expiresAtMs === held?.expiresAtMs &&
    lent?.credentials.accessKeyId === held?.credentials.accessKeyId;
}

/**
 * Looks at a chunk later.
 *
 * @param run The batch under its lease.
 * @param chunk The chunk.
 * @param options What AWS said, for the log, and what is wrong, for the operator.
 * @throws {AppError} `lease_lost`, `store_busy` or `store_unavailable` (503).
 */
export async function postpone(
  run: Run,
  chunk: Chunk,
  { error, note = "" }: { readonly error?: AwsError; readonly note?: string } = {},
): Promise<void> {
  if (error) {
    const { batchId } = run;
    run.logger.debug("A call to AWS is tried again later", { batchId, n: chunk.n, error });
  }
  const dueAtMs = backoffDueMs(run, chunk.attempts);
  await commitChunk(run, chunk.n, {
    event: {
      kind: "postponed",
      atMs: run.clock.now(),
      dueAtMs,
      note: shortened(note),
      isRefused: error?.kind === "invalid_credentials",
    },
  });
}
