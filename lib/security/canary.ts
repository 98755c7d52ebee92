import { z } from "zod";
import { AppError } from "@/lib/base/mod.ts";
import type { Store } from "@/lib/store/mod.ts";
import type { KeyRing } from "./key_ring.ts";
import { openSealed, seal, sealedBy } from "./seal.ts";

const KEY = ["security", "canary"] as const;
const PLACE = { key: KEY, field: "canary", generation: 0 };
const CANARY = new TextEncoder().encode("canary");
const record = { key: [...KEY], schema: z.instanceof(Uint8Array<ArrayBuffer>) };

/**
 * Tells at the start whether SECRET_KEY belongs to this store: a known value, sealed when the store
 * was new, must open. After a change of SECRET_KEY the current key seals it again. With a wrong key
 * nothing is written.
 *
 * @param store The store.
 * @param ring The keys of the process.
 * @throws {AppError} `wrong_secret_key` (503) when none of the keys opens it; `store_busy` or
 * `store_unavailable` (503).
 */
export async function checkCanary(store: Store, ring: KeyRing): Promise<void> {
  const keys = ring.all.map(({ sealing }) => sealing);
  await store.transact([record], async ([stored]) => {
    if (stored && !await openSealed(stored, { keys, place: PLACE })) throw wrongSecretKey();
    if (stored && sealedBy(stored) === ring.current.sealing.id) return { result: undefined };
    const sealed = await seal(CANARY, { key: ring.current.sealing, place: PLACE });
    return { result: undefined, write: (atomic) => atomic.set(record.key, sealed) };
  });
}

function wrongSecretKey(): AppError {
  return new AppError(
    "Cannot open what this store holds: SECRET_KEY is another one than it was sealed with; " +
      "expected that key in SECRET_KEY, or in SECRET_KEY_PREVIOUS beside a new one",
    {
      code: "wrong_secret_key",
      status: 503,
      publicMessage: "The tool is not set up correctly. Its operators have to look at it.",
    },
  );
}
