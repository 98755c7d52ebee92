import { createHash } from "node:crypto";
import { z } from "zod";
import { DAY_MS } from "@/lib/base/mod.ts";
import type { Store, StoredRecord } from "@/lib/store/mod.ts";
import { idempotencyKey } from "./keys.ts";
import type { StartedView } from "./view.ts";

const REMEMBERED_MS = DAY_MS;

const rememberedSchema = z.object({
  hash: z.string(),
  expiresAtMs: z.number(),
  started: z.object({ batchId: z.string(), targets: z.int(), chunks: z.int() }),
}).readonly();

/** What a request with a key has made. */
export type Remembered = z.infer<typeof rememberedSchema>;

/** What makes a request one that may come twice. */
export interface RequestKey {
  readonly actor: string;
  readonly key: string;
  /** Of the request: the same key with another request is refused. */
  readonly hash: string;
}

/** A batch that was made, now or by an earlier request with the same key. */
export type Creation =
  | { readonly kind: "started"; readonly isNew: boolean; readonly started: StartedView }
  | { readonly kind: "key_reused" };

/**
 * Finds what an earlier request with the same key made.
 *
 * @param store The store.
 * @param options Whose, which and what; and wall time in ms since 1970.
 * @returns The batch, a refusal, or `null` when the key is new.
 * @throws {AppError} `store_unavailable` (503).
 */
export async function findCreation(
  store: Store,
  options: { readonly requestKey: RequestKey; readonly nowMs: number },
): Promise<Creation | null> {
  const [remembered] = await store.read([rememberedRecord(options.requestKey)]);
  return creationOf(remembered, options);
}

/** Where it is kept what a key has made. */
export function rememberedRecord(
  { actor, key }: Omit<RequestKey, "hash">,
): StoredRecord<Remembered> {
  return { key: idempotencyKey(actor, key), schema: rememberedSchema };
}

/**
 * Reads what a key has made.
 *
 * @param remembered What is kept, if anything.
 * @param options The request, and wall time in ms since 1970.
 * @returns The batch, a refusal for another request, or `null` when nothing is remembered any more.
 */
export function creationOf(
  remembered: Remembered | null,
  { requestKey, nowMs }: { readonly requestKey: RequestKey; readonly nowMs: number },
): Creation | null {
  if (!remembered || remembered.expiresAtMs <= nowMs) return null;
  if (remembered.hash !== requestKey.hash) return { kind: "key_reused" };
  return { kind: "started", isNew: false, started: remembered.started };
}

/**
 * Keeps what a key has made for 24 hours.
 *
 * @param atomic The commit that makes it.
 * @param options The request, the batch, and wall time in ms since 1970.
 */
export function remember(
  atomic: Deno.AtomicOperation,
  { requestKey, started, nowMs }: {
    readonly requestKey: RequestKey;
    readonly started: StartedView;
    readonly nowMs: number;
  },
): void {
  const { hash } = requestKey;
  const value = { hash, started, expiresAtMs: nowMs + REMEMBERED_MS };
  atomic.set(rememberedRecord(requestKey).key, value, { expireIn: REMEMBERED_MS });
}

/**
 * Makes a fingerprint of a request, to tell whether another one with its key asks for the same.
 *
 * @param request What was asked for.
 * @returns A SHA-256 in hex; the order of fields does not count.
 */
export function requestHash(request: unknown): string {
  return createHash("sha256").update(JSON.stringify(sorted(request))).digest("hex");
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => a < b ? -1 : 1);
  return Object.fromEntries(entries.map(([name, each]) => [name, sorted(each)]));
}
