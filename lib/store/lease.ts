import { z } from "zod";
import { AppError, type Clock, quoted } from "@/lib/base/mod.ts";
import type { Store } from "./store.ts";
import type { StoredRecord } from "./stored_record.ts";
import type { Update } from "./transact.ts";

const leaseSchema = z.object({
  owner: z.string().min(1),
  fence: z.int().min(1),
  expiresAtMs: z.number(),
}).readonly();

/** Who works on something until when. */
export type LeaseState = z.infer<typeof leaseSchema>;

/** A lease as its holder knows it. */
export interface Lease extends LeaseState {
  /** The record behind it. */
  readonly record: StoredRecord<LeaseState>;
}

/** Who asks for a lease. */
export interface LeaseRequest {
  /** The lease's key. */
  readonly key: Deno.KvKey;
  /** Random id of the process. */
  readonly owner: string;
  /** How long it is held without renewal, in ms. */
  readonly leaseMs: number;
  /** Wall time; compared with what other processes wrote, so clocks must agree within `leaseMs`. */
  readonly clock: Clock;
}

/**
 * Takes a lease that is free or has expired, or renews one's own. A new holder gets a higher fence
 * token than all before. A lease alone excludes nobody, since a holder may sleep past its end:
 * every write made under it goes through `fenced()` (Kleppmann, "How to do distributed locking").
 *
 * @param store The store.
 * @param request Who asks, for what, and for how long.
 * @returns The lease, or `null` while another owner holds it.
 * @throws {AppError} `store_busy` or `store_unavailable` (503).
 */
export function acquireLease(store: Store, request: LeaseRequest): Promise<Lease | null> {
  const { owner, leaseMs, clock } = request;
  const record = { key: request.key, schema: leaseSchema };
  return store.transact([record], ([current]) => {
    const isHeld = current !== null && current.expiresAtMs > clock.now();
    if (isHeld && current.owner !== owner) return { result: null };
    const fence = isHeld ? current.fence : (current?.fence ?? 0) + 1;
    const state = { owner, fence, expiresAtMs: clock.now() + leaseMs };
    return {
      result: { ...state, record },
      write: (atomic) => atomic.set(record.key, state),
    };
  });
}

/**
 * Gives a lease back before its end. The record stays, so that fence tokens never start again.
 *
 * @param store The store.
 * @param lease The lease; one that another owner has taken is left alone.
 * @throws {AppError} `store_busy` or `store_unavailable` (503); the lease then ends by itself.
 */
export function releaseLease(store: Store, lease: Lease): Promise<void> {
  return store.transact([lease.record], ([current]) => {
    if (current === null || !isHolder(lease, current)) return { result: undefined };
    const released = { ...current, expiresAtMs: 0 };
    return {
      result: undefined,
      write: (atomic) => atomic.set(lease.record.key, released),
    };
  });
}

/**
 * Guards an update by a lease: it is committed only while nobody else has taken the lease, and the
 * commit itself checks that.
 *
 * @param lease The lease; its record must stand first among the transaction's records.
 * @param update The update of the other records.
 * @returns The update for `Store.transact()`; it throws `lease_lost` (503) when the fence moved on.
 *
 * @example
 * await store.transact([lease.record, chunk], fenced(lease, ([current]) => settle(current)));
 */
export function fenced<Values extends readonly unknown[], Result>(
  lease: Lease,
  update: Update<Values, Result>,
): Update<readonly [LeaseState, ...Values], Result> {
  return ([current, ...values]) => {
    if (current === null || !isHolder(lease, current)) throw leaseLost(lease);
    return update(values);
  };
}

function isHolder(lease: LeaseState, current: LeaseState): boolean {
  return current.owner === lease.owner && current.fence === lease.fence;
}

function leaseLost({ owner, fence, record }: Lease): AppError {
  const kind = quoted(String(record.key[0]));
  return new AppError(
    `Cannot write under a lease of ${kind}: expected owner ${quoted(owner)} with fence ${fence}`,
    {
      code: "lease_lost",
      status: 503,
      publicMessage: "Another process has taken over this work. Try again in a few seconds.",
      headers: { "Retry-After": "5" },
    },
  );
}
