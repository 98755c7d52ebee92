import assert from "node:assert/strict";
import { AuditLog } from "@/lib/audit/mod.ts";
import { createKeyRing } from "@/lib/security/mod.ts";
import type { Store } from "@/lib/store/mod.ts";
import { newKeyRing, newSecret } from "../security/test_keys.ts";
import { ManualClock, withStore } from "../store/memory_store.ts";

async function writtenLog(store: Store, ring = newKeyRing()) {
  const log = new AuditLog({ store, ring: await ring, clock: new ManualClock() });
  const events = Array.from({ length: 5 }, (_, index) => ({
    actor: "arn:aws:sts::012345678901:assumed-role/Operator/one",
    action: "start_batch",
    details: { targets: index, script: "linux/probe" },
  }));
  await Promise.all(events.map((event) => log.append(event)));
  return log;
}

Deno.test("audit records written at once form one whole chain", () =>
  withStore(async (store) => {
    const log = await writtenLog(store);
    const verdict = await log.verify();
    assert.ok(verdict.kind === "intact");
    assert.equal(verdict.count, 5);
    assert.match(verdict.lastHash, /^[0-9a-f]{64}$/);
  }));

Deno.test("an empty audit log is intact", () =>
  withStore(async (store) => {
    const log = new AuditLog({ store, ring: await newKeyRing(), clock: new ManualClock() });
    assert.deepEqual(await log.verify(), { kind: "intact", count: 0, lastHash: "" });
  }));

Deno.test("verify() names the first audit record that was changed, removed or swapped", () =>
  withStore(async (store) => {
    const log = await writtenLog(store);
    const entry = async (seq: number) => (await store.kv.get<object>(["audit", seq])).value;
    const [third, fourth] = [await entry(3), await entry(4)];
    await store.kv.set(["audit", 3], { ...third, action: "read" });
    assert.deepEqual(await log.verify(), { kind: "broken", seq: 3 });
    await store.kv.set(["audit", 3], fourth);
    assert.deepEqual(await log.verify(), { kind: "broken", seq: 3 });
    await store.kv.delete(["audit", 3]);
    assert.deepEqual(await log.verify(), { kind: "broken", seq: 3 });
    await store.kv.set(["audit", 3], third);
    assert.equal((await log.verify()).kind, "intact");
    await store.kv.delete(["audit", 5]);
    assert.deepEqual(await log.verify(), { kind: "broken", seq: 5 });
  }));

Deno.test("the audit chain goes on over a change of SECRET_KEY (K06)", () =>
  withStore(async (store) => {
    const [old, current] = [newSecret(), newSecret()];
    await writtenLog(store, newKeyRing(old));
    const log = await writtenLog(store, createKeyRing({ current, previous: [old] }));
    assert.equal((await log.verify()).kind, "intact");
    const ring = await newKeyRing();
    const stranger = new AuditLog({ store, ring, clock: new ManualClock() });
    assert.deepEqual(await stranger.verify(), { kind: "broken", seq: 1 });
  }));
