import assert from "node:assert/strict";
import { MINUTE_MS, systemClock } from "@/lib/base/mod.ts";
import { ChangeDrafts, previewCsv } from "@/lib/changes/mod.ts";
import type { Store } from "@/lib/store/mod.ts";
import { withExpiries } from "../store/expiries.ts";
import { ManualClock, withStore } from "../store/memory_store.ts";

const ROW = "CHG0031001,i-0a1b2c3d4e5f60001,111122223333,us-east-1";

function preview(rows = [ROW]) {
  const header = "change_number,instance_id,account_id,region";
  return previewCsv(new TextEncoder().encode([header, ...rows].join("\n")));
}

async function keysIn(store: Store): Promise<number> {
  const entries = await Array.fromAsync(store.kv.list({ prefix: [] }));
  return entries.length;
}

Deno.test("a draft is found by the session that saved it, as it was, and by no other", async () => {
  await withStore(async (store) => {
    const drafts = new ChangeDrafts({ store, clock: new ManualClock() });
    const saved = preview([ROW, ROW, "nonsense,i-1,2,3"]);
    const id = await drafts.save("mine", saved);
    assert.deepEqual(await drafts.find("mine", id), saved);
    assert.equal(await drafts.find("theirs", id), null);
    assert.equal(await drafts.find("mine", "another"), null);
  });
});

Deno.test("a draft of 10,000 rows comes back whole", async () => {
  const rows = Array.from({ length: 10_000 }, (_, index) => {
    const id = index.toString(16).padStart(17, "0");
    return `CHG0031001,i-${id},111122223333,us-east-1`;
  });
  await withStore(async (store) => {
    const drafts = new ChangeDrafts({ store, clock: new ManualClock() });
    const id = await drafts.save("mine", preview(rows));
    const found = await drafts.find("mine", id);
    assert.equal(found?.changes[0]?.instances.length, 10_000);
  });
});

Deno.test("a draft ends after 15 minutes, whatever the database has collected", async () => {
  const clock = new ManualClock();
  await withStore(async (store) => {
    const drafts = new ChangeDrafts({ store, clock });
    const id = await drafts.save("mine", preview());
    clock.advance(15 * MINUTE_MS - 1);
    assert.notEqual(await drafts.find("mine", id), null);
    clock.advance(1);
    assert.equal(await drafts.find("mine", id), null);
    assert.equal(await keysIn(store), 0);
  });
});

Deno.test("a discarded draft leaves nothing behind, and discarding again is safe", async () => {
  await withStore(async (store) => {
    const drafts = new ChangeDrafts({ store, clock: new ManualClock() });
    const id = await drafts.save("mine", preview());
    await drafts.discard("theirs", id);
    assert.notEqual(await drafts.find("mine", id), null);
    await drafts.discard("mine", id);
    await drafts.discard("mine", id);
    assert.equal(await drafts.find("mine", id), null);
    assert.equal(await keysIn(store), 0);
  });
});

Deno.test("a draft's id that is longer than a key of the store is unknown", () =>
  withStore(async (store) => {
    const drafts = new ChangeDrafts({ store, clock: new ManualClock() });
    const id = "x".repeat(3_000);
    assert.equal(await drafts.find("mine", id), null);
    await drafts.discard("mine", id);
  }));

Deno.test("the database may collect an abandoned draft after 15 minutes, its header first", () =>
  withExpiries(async (store, expiriesMs) => {
    const nowMs = Date.now();
    await new ChangeDrafts({ store, clock: systemClock }).save("mine", preview());
    const [partMs = 0, headerMs = 0, ...others] = expiriesMs();
    assert.deepEqual(others, []);
    assert.ok(headerMs >= nowMs + 15 * MINUTE_MS && headerMs < partMs);
    assert.ok(partMs < nowMs + 20 * MINUTE_MS);
  }));
