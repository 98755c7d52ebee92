import { z } from "zod";
import type { AuditLog } from "@/lib/audit/mod.ts";
import type { FeatureFlags } from "@/lib/config/mod.ts";
import type { Store } from "@/lib/store/mod.ts";
import { flagVariables } from "./flags.ts";

/** The flags by variable, as the last start found them. */
const RECORD = { key: ["flags"], schema: z.record(z.string(), z.boolean()) };

/**
 * Records in the audit log which security flags are not as the last start found them; before the
 * first start all are on. The event is written first: a start that dies in between says it twice
 * rather than never.
 *
 * @param options The store, and the audit log in it.
 * @param flags What the environment says now.
 * @throws {AppError} `store_busy` or `store_unavailable` (503).
 */
export async function auditFlags(
  { store, audit }: { readonly store: Store; readonly audit: AuditLog },
  flags: FeatureFlags,
): Promise<void> {
  const now = flagVariables(flags);
  const [before] = await store.read([RECORD]);
  const switched = now.filter(([flag, isOn]) => isOn !== (before?.[flag] ?? true));
  if (switched.length === 0) return;
  for (const [flag, isOn] of switched) {
    await audit.append({ actor: "environment", action: "flag_switched", details: { flag, isOn } });
  }
  await store.transact([RECORD], () => ({
    result: undefined,
    write: (atomic) => atomic.set(RECORD.key, Object.fromEntries(now)),
  }));
}
