import assert from "node:assert/strict";
import { MINUTE_MS, SECOND_MS } from "@/lib/base/mod.ts";
import { createKeyRing } from "@/lib/security/mod.ts";
import type { Sessions } from "@/lib/sessions/mod.ts";
import { newKeyRing, newSecret } from "../security/test_keys.ts";
import { withStore } from "../store/memory_store.ts";
import { enterNobody, IDLE_MS, MAX_MS, newSessions } from "./test_sessions.ts";

async function found(sessions: Sessions, token: string) {
  const lookup = await sessions.find(token);
  assert.equal(lookup.kind, "active");
  assert.ok(lookup.kind === "active");
  return lookup;
}

Deno.test("a sign-in makes a session whose id the database does not hold (S03, L01)", () =>
  withStore(async (store) => {
    const { sessions } = await newSessions(store);
    const { token, session } = await sessions.signIn(null, enterNobody);
    assert.deepEqual((await found(sessions, token)).session, session);
    const stored = Deno.inspect(await Array.fromAsync(store.kv.list({ prefix: [] })), { depth: 9 });
    assert.ok(!stored.includes(token));
    assert.deepEqual(await sessions.find("A".repeat(43)), { kind: "unknown" });
  }));

Deno.test("signing in again gives a new id and a new data key, keeps the change, and ends the old id (S01)", () =>
  withStore(async (store) => {
    const { sessions } = await newSessions(store);
    const first = await sessions.signIn(null, enterNobody);
    const loaded = await sessions.update(first.session, () => ({ currentChange: "CHG1" }));
    assert.ok(loaded);
    const second = await sessions.signIn(loaded, enterNobody);
    assert.notEqual(second.token, first.token);
    assert.deepEqual(await sessions.find(first.token), { kind: "unknown" });
    const { session } = await found(sessions, second.token);
    assert.equal(session.state.currentChange, "CHG1");
    assert.equal(session.state.generation, 2);
    const [before, after] = [await sessions.dataKey(loaded), await sessions.dataKey(session)];
    assert.ok(before && after);
    assert.notEqual(before.id, after.id);
  }));

Deno.test("a session ends after its idle limit; looking at it is no activity (S04)", () =>
  withStore(async (store) => {
    const { sessions, clock } = await newSessions(store);
    const { token } = await sessions.signIn(null, enterNobody);
    clock.advance(IDLE_MS - 1);
    await found(sessions, token);
    clock.advance(1);
    assert.deepEqual(await sessions.find(token), { kind: "expired", limit: "idle" });
    assert.deepEqual(await sessions.find(token), { kind: "unknown" }, "it was erased");
  }));

Deno.test("activity keeps a session up to its absolute limit, though KV collects late (S05, T4)", () =>
  withStore(async (store) => {
    const { sessions, clock } = await newSessions(store);
    const { token } = await sessions.signIn(null, enterNobody);
    const stepMs = 20 * MINUTE_MS;
    for (let atMs = stepMs; atMs < MAX_MS; atMs += stepMs) {
      clock.advance(stepMs);
      await sessions.touch((await found(sessions, token)).session);
    }
    clock.advance(stepMs);
    assert.deepEqual(await sessions.find(token), { kind: "expired", limit: "absolute" });
  }));

Deno.test("activity is written down once in 5 s", () =>
  withStore(async (store) => {
    const { sessions, clock } = await newSessions(store);
    const { token, session } = await sessions.signIn(null, enterNobody);
    clock.advance(5 * SECOND_MS - 1);
    await sessions.touch(session);
    assert.equal((await found(sessions, token)).session.state.lastActiveAtMs, clock.now() - 4_999);
    clock.advance(1);
    await sessions.touch(session);
    assert.equal((await found(sessions, token)).session.state.lastActiveAtMs, clock.now());
  }));

Deno.test("an idle limit that only reports keeps the session and says so (R14)", () =>
  withStore(async (store) => {
    const { sessions, clock } = await newSessions(store, { isIdleEnforced: false });
    const { token } = await sessions.signIn(null, enterNobody);
    assert.equal((await found(sessions, token)).isPastIdleLimit, false);
    clock.advance(IDLE_MS);
    assert.equal((await found(sessions, token)).isPastIdleLimit, true);
  }));

Deno.test("a sign-out in a race with 50 updates leaves no session behind (S07)", () =>
  withStore(async (store) => {
    const { sessions } = await newSessions(store);
    for (let trial = 0; trial < 10; trial++) {
      const { token, session } = await sessions.signIn(null, enterNobody);
      const updates = Array.from(
        { length: 50 },
        (_, index) => sessions.update(session, () => ({ currentChange: `CHG${index}` })),
      );
      const ended = sessions.end(session, { alsoDelete: [["credentials", session.hash, "aws"]] })
        .then(() => sessions.find(token));
      const late = ended.then(() => sessions.update(session, () => ({ currentChange: "LATE" })));
      assert.deepEqual(await ended, { kind: "unknown" });
      assert.equal(await late, null);
      await Promise.all(updates);
      assert.deepEqual(await Array.fromAsync(store.kv.list({ prefix: [] })), []);
    }
  }));

Deno.test("an update that read before the sign-out of another process does not commit (S07)", () =>
  withStore(async (store) => {
    const { sessions } = await newSessions(store);
    const { session } = await sessions.signIn(null, enterNobody);
    const deletions: Promise<void>[] = [];
    const updated = await sessions.update(session, () => {
      if (deletions.length === 0) deletions.push(store.kv.delete(["sessions", session.hash]));
      return { currentChange: "LATE" };
    });
    await Promise.all(deletions);
    const left = await Array.fromAsync(store.kv.list({ prefix: [] }));
    assert.deepEqual([updated, left], [null, []]);
  }));

Deno.test("activity wraps the data key again after a change of SECRET_KEY (K06)", () =>
  withStore(async (store) => {
    const [old, current] = [newSecret(), newSecret()];
    const before = await newSessions(store, { ring: await newKeyRing(old) });
    const { token } = await before.sessions.signIn(null, enterNobody);
    const both = await createKeyRing({ current, previous: [old] });
    const during = await newSessions(store, { ring: both });
    await during.sessions.touch((await found(during.sessions, token)).session);
    const after = await newSessions(store, { ring: await newKeyRing(current) });
    const { session } = await found(after.sessions, token);
    assert.ok(await after.sessions.dataKey(session));
    assert.equal(await before.sessions.dataKey(session), null);
  }));

Deno.test("a session whose data key does not open is none, and waits for the right key (K03, K06)", () =>
  withStore(async (store) => {
    const ring = await newKeyRing();
    const { sessions } = await newSessions(store, { ring });
    const { token, session: { hash, state } } = await sessions.signIn(null, enterNobody);
    const other = await newSessions(store);
    const unreadable = { kind: "unreadable", session: { hash } };
    assert.deepEqual(await other.sessions.find(token), unreadable);
    assert.equal((await sessions.find(token)).kind, "active");
    for (let index = 0; index < state.dataKey.length; index++) {
      const dataKey = state.dataKey.with(index, (state.dataKey[index] ?? 0) ^ 1);
      await store.kv.set(["sessions", hash], { ...state, dataKey });
      assert.deepEqual(await sessions.find(token), unreadable, `byte ${index}`);
    }
    await store.kv.set(["sessions", hash], { ...state, generation: 2 });
    assert.deepEqual(await sessions.find(token), unreadable);
  }));
