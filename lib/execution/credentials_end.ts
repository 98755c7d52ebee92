import type { Partition } from "@/lib/base/mod.ts";
import type { BatchCredentials } from "@/lib/credentials/mod.ts";
import { isoTimeOrNull } from "./batch_view.ts";
import type { Batch } from "./model.ts";
import { type BatchView, hasEnded } from "./view.ts";

/**
 * Tells how long a batch can work with what it was lent.
 *
 * @param batch The batch.
 * @param options What batches were lent.
 * @returns When its credentials end, by partition; `null` where it has none, or has ended.
 * @throws {AppError} `store_unavailable` (503).
 */
export async function credentialsEndOf(
  { batchId, state, open }: Batch,
  { batchCredentials }: { readonly batchCredentials: Pick<BatchCredentials, "get"> },
): Promise<BatchView["credentialsEndAt"]> {
  const endIn = async (partition: Partition) => {
    if (hasEnded(state) || open[partition] === 0) return null;
    const held = await batchCredentials.get(batchId, partition);
    return isoTimeOrNull(held?.expiresAtMs ?? null);
  };
  const [com, gov] = await Promise.all([endIn("aws"), endIn("aws-us-gov")]);
  return { "aws": com, "aws-us-gov": gov };
}
