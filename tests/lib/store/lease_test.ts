import assert from "node:assert/strict";
import { z } from "zod";
import { AppError } from "@/lib/base/mod.ts";
import { acquireLease, fenced, type Lease, releaseLease, type Store } from "@/lib/store/mod.ts";
import { ManualClock, withStore } from "./memory_store.ts";

const LEASE_MS = 10_000;
const chunk = { key: ["chunks", "b1", 0], schema: z.string() };

function acquire(store: Store, clock: ManualClock, owner: string): Promise<Lease | null> {
  return acquireLease(store, { key: ["leases", "b1"], owner, leaseMs: LEASE_MS, clock });
}

async function held(lease: Promise<Lease | null>): Promise<Lease> {
  const found = await lease;
  assert.ok(found, "the lease was free");
  return found;
}

function write(store: Store, lease: Lease, value: string): Promise<string> {
  return store.transact(
    [lease.record, chunk],
    fenced(lease, () => ({
      result: value,
      write: (atomic: Deno.AtomicOperation) => atomic.set(chunk.key, value),
    })),
  );
}

function isLost(error: unknown): boolean {
  return error instanceof AppError && error.code === "lease_lost" && error.status === 503;
}

Deno.test("a lease has one holder, who may renew it and keeps its fence token", () =>
  withStore(async (store) => {
    const clock = new ManualClock();
    const lease = await held(acquire(store, clock, "p1"));
    assert.equal(await acquire(store, clock, "p2"), null);
    clock.advance(LEASE_MS - 1);
    const renewed = await held(acquire(store, clock, "p1"));
    assert.equal(renewed.fence, lease.fence);
    assert.equal(renewed.expiresAtMs, clock.now() + LEASE_MS);
    clock.advance(LEASE_MS - 1);
    assert.equal(await acquire(store, clock, "p2"), null);
  }));

Deno.test("of many who want a free lease, one gets it", () =>
  withStore(async (store) => {
    const clock = new ManualClock();
    const owners = Array.from({ length: 20 }, (_, index) => `p${index}`);
    const leases = await Promise.all(owners.map((owner) => acquire(store, clock, owner)));
    assert.equal(leases.filter((lease) => lease !== null).length, 1);
  }));

Deno.test("a holder who slept past the end of its lease cannot write any more (R01)", () =>
  withStore(async (store) => {
    const clock = new ManualClock();
    const stale = await held(acquire(store, clock, "p1"));
    assert.equal(await write(store, stale, "first"), "first");
    clock.advance(LEASE_MS);
    const lease = await held(acquire(store, clock, "p2"));
    assert.equal(lease.fence, stale.fence + 1);
    await assert.rejects(write(store, stale, "late"), isLost);
    assert.equal(await write(store, lease, "second"), "second");
    assert.deepEqual(await store.read([chunk]), ["second"]);
  }));

Deno.test("a take-over between the read and the commit of a guarded write refuses it (R01)", () =>
  withStore(async (store) => {
    const clock = new ManualClock();
    const stale = await held(acquire(store, clock, "p1"));
    clock.advance(LEASE_MS);
    const writing = store.transact(
      [stale.record, chunk],
      fenced(stale, async () => {
        const state = { owner: "p2", fence: stale.fence + 1, expiresAtMs: clock.now() + LEASE_MS };
        await store.kv.set(stale.record.key, state);
        return {
          result: undefined,
          write: (atomic: Deno.AtomicOperation) => atomic.set(chunk.key, "late"),
        };
      }),
    );
    await assert.rejects(writing, isLost);
    assert.deepEqual(await store.read([chunk]), [null]);
  }));

Deno.test("a released lease is free at once, and its next fence token is higher", () =>
  withStore(async (store) => {
    const clock = new ManualClock();
    const first = await held(acquire(store, clock, "p1"));
    await releaseLease(store, first);
    const second = await held(acquire(store, clock, "p2"));
    assert.ok(second.fence > first.fence);
    await releaseLease(store, first);
    assert.equal(await acquire(store, clock, "p3"), null, "a stale release frees nothing");
  }));
