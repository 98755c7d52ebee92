import { z } from "zod";
import {
  type AccountId,
  type ChangeNumber,
  type InstanceId,
  isAccountId,
  isInstanceId,
  REGIONS,
} from "@/lib/base/mod.ts";
import type { Change } from "@/lib/changes/mod.ts";
import {
  type LargeRecord,
  type Parts,
  partsSchema,
  readLarge,
  removeParts,
  type Store,
  writeParts,
} from "@/lib/store/mod.ts";
import { connectivityKey, connectivityPartsKey } from "./keys.ts";
import { placeOf } from "./place_of.ts";
import type { InstanceConnectivity } from "./view.ts";

type Results = readonly InstanceConnectivity[];

const resultsSchema: z.ZodType<Results> = z.array(z.object({
  instanceId: z.custom<InstanceId>(isInstanceId),
  account: z.custom<AccountId>(isAccountId),
  region: z.enum(REGIONS),
  state: z.enum(["online", "offline", "not_registered", "error"]),
  pingStatus: z.string().optional(),
  lastPingAt: z.iso.datetime().optional(),
  agentVersion: z.string().optional(),
  message: z.string().optional(),
  checkedAt: z.iso.datetime(),
  known: z.object({
    state: z.enum(["online", "offline", "not_registered"]),
    checkedAt: z.iso.datetime(),
  }).optional(),
}));

/**
 * Reads the last known connectivity of a change's servers.
 *
 * @param store The store.
 * @param number The change.
 * @returns The results, or `null` when nobody has asked yet.
 * @throws {AppError} `store_busy` or `store_unavailable` (503), `record_invalid` (500).
 */
export async function readConnectivity(
  store: Store,
  number: ChangeNumber,
): Promise<Results | null> {
  return (await readLarge(store, recordOf(number)))?.content ?? null;
}

/**
 * Keeps results beside those of the change's other servers. Results of servers that the change has
 * no more, or has elsewhere now, are dropped. An error keeps what was known before.
 *
 * @param store The store.
 * @param change The change.
 * @param fresh What was found out just now.
 * @returns What is known of all the change's servers, in its order.
 * @throws {AppError} `store_busy` or `store_unavailable` (503), `record_invalid` (500).
 */
export async function keepConnectivity(
  store: Store,
  change: Change,
  fresh: Results,
): Promise<Results> {
  const last = await readLarge(store, recordOf(change.number));
  const results = merged(change, { last: last?.content ?? [], fresh });
  const prefix = connectivityPartsKey(change.number);
  const bytes = new TextEncoder().encode(JSON.stringify(results));
  const parts = await writeParts(store, { prefix, bytes });
  const isKept = await replaceHeader(store, { change, last: last?.header, parts });
  const unused = isKept ? last?.header : parts;
  if (unused) await removeParts(store, { prefix, parts: unused });
  return isKept ? results : await keepConnectivity(store, change, fresh);
}

/** Another check may have ended meanwhile: its results must not be lost. */
function replaceHeader(
  store: Store,
  { change, last, parts }: {
    readonly change: Change;
    readonly last: Parts | undefined;
    readonly parts: Parts;
  },
): Promise<boolean> {
  const { header } = recordOf(change.number);
  return store.transact([header], ([current]) => {
    // A commit that was given up may have landed all the same.
    if (current?.version === parts.version) return { result: true };
    if (current?.version !== last?.version) return { result: false };
    return { result: true, write: (atomic) => atomic.set(header.key, parts) };
  });
}

function merged(
  { instances }: Change,
  { last, fresh }: { readonly last: Results; readonly fresh: Results },
): Results {
  const before = new Map(last.map((result) => [placeOf(result), result]));
  const now = new Map(fresh.map((result) => [placeOf(result), result]));
  return instances.flatMap((instance) => {
    const place = placeOf(instance);
    const [old, result] = [before.get(place), now.get(place)];
    if (!result) return old ?? [];
    return result.state === "error" ? { ...result, ...knownOf(old) } : result;
  });
}

function knownOf(old: InstanceConnectivity | undefined): Pick<InstanceConnectivity, "known"> {
  if (!old) return {};
  const { state, checkedAt, known } = old;
  if (state === "error") return known ? { known } : {};
  return { known: { state, checkedAt } };
}

function recordOf(number: ChangeNumber): LargeRecord<Parts, Results> {
  return {
    header: { key: connectivityKey(number), schema: partsSchema },
    partsOf: (parts) => parts,
    prefix: connectivityPartsKey(number),
    schema: resultsSchema,
  };
}
