import type { FieldError } from "@/lib/base/mod.ts";
import type { Store } from "@/lib/store/mod.ts";
import { readTargets } from "./overview.ts";

/**
 * Checks which targets somebody named.
 *
 * @param store The store.
 * @param options The batch, and what was named; nothing means all.
 * @returns The targets, or which names the batch does not have.
 * @throws {AppError} `store_unavailable` (503).
 */
export async function namedTargets(
  store: Store,
  { batchId, instanceIds }: {
    readonly batchId: string;
    readonly instanceIds: readonly string[] | undefined;
  },
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
