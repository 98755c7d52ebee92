import assert from "node:assert/strict";
import { HOUR_MS, MINUTE_MS, type Partition } from "@/lib/base/mod.ts";
import { BatchCredentials, type Credentials, type Session } from "@/lib/credentials/mod.ts";
import { createKeyRing } from "@/lib/security/mod.ts";
import type { Store } from "@/lib/store/mod.ts";
import { newKeyRing, newSecret } from "../security/test_keys.ts";
import { ManualClock, withStore } from "../store/memory_store.ts";
import { CANARY, newCredentials, signedIn } from "./test_credentials.ts";

/** Lends what a session holds to a batch. */
async function lend(
  { store, session, credentials, batchCredentials, partition = "aws" }: {
    readonly store: Store;
    readonly session: Session;
    readonly credentials: Credentials;
    readonly batchCredentials: BatchCredentials;
    readonly partition?: Partition;
  },
  batchId: string,
): Promise<void> {
  const held = await credentials.held(session, partition);
  assert.ok(held);
  await store.transact([], async () => ({
    result: undefined,
    write: await batchCredentials.lend(batchId, { session, partition, held }),
  }));
}

Deno.test("a batch's copy is sealed, opens for its batch and partition alone, and ends in time (L01, K04)", () =>
  withStore(async (store) => {
    const made = await newCredentials(store);
    const { credentials, batchCredentials, clock, paste } = made;
    const { session } = signedIn(
      await credentials.signIn(null, { pasted: paste(), partition: "aws" }),
    );
    await lend({ ...made, store, session }, "b1");
    const held = await batchCredentials.get("b1", "aws");
    assert.equal(held?.credentials.secretAccessKey.reveal(), CANARY);
    assert.deepEqual(held, await credentials.held(session, "aws"));
    const stored = await store.kv.get<{ sealed: Uint8Array }>(["batch_credentials", "b1", "aws"]);
    assert.doesNotMatch(new TextDecoder("latin1").decode(stored.value?.sealed), /canary|ASIA/);
    await store.kv.set(["batch_credentials", "b2", "aws"], stored.value);
    await store.kv.set(["batch_credentials", "b1", "aws-us-gov"], stored.value);
    assert.equal(await batchCredentials.get("b2", "aws"), null);
    assert.equal(await batchCredentials.get("b1", "aws-us-gov"), null);
    assert.equal(await batchCredentials.get("b3", "aws"), null);
    clock.advance(HOUR_MS - 1);
    assert.ok(await batchCredentials.get("b1", "aws"));
    clock.advance(1);
    assert.equal(await batchCredentials.get("b1", "aws"), null, "expiry is data");
  }));

Deno.test("a copy opens after a change of SECRET_KEY, and not without the key before (K06)", () =>
  withStore(async (store) => {
    const [first, second] = [newSecret(), newSecret()];
    const made = await newCredentials(store, { ring: await newKeyRing(first) });
    const { session } = signedIn(
      await made.credentials.signIn(null, { pasted: made.paste(), partition: "aws" }),
    );
    await lend({ ...made, store, session }, "b1");
    const clock = new ManualClock();
    const rotated = await createKeyRing({ current: second, previous: [first] });
    const after = new BatchCredentials({ store, clock, ring: rotated });
    assert.ok(await after.get("b1", "aws"));
    const other = new BatchCredentials({ store, clock, ring: await newKeyRing(second) });
    assert.equal(await other.get("b1", "aws"), null);
  }));

Deno.test("signing out takes back what the session lent, also under earlier ids (L05)", () =>
  withStore(async (store) => {
    const made = await newCredentials(store);
    const { credentials, batchCredentials, paste } = made;
    const com = signedIn(await credentials.signIn(null, { pasted: paste(), partition: "aws" }));
    await lend({ ...made, store, session: com.session }, "b1");
    const { session } = signedIn(
      await credentials.signIn(com.session, { pasted: paste(), partition: "aws-us-gov" }),
    );
    await lend({ ...made, store, session, partition: "aws-us-gov" }, "b1");
    await lend({ ...made, store, session, partition: "aws-us-gov" }, "b2");
    await credentials.signOut(session);
    for (
      const [batchId, partition] of [["b1", "aws"], ["b1", "aws-us-gov"], ["b2", "aws-us-gov"]]
    ) {
      const key = ["batch_credentials", batchId ?? "", partition ?? ""];
      assert.equal((await store.kv.get(key)).value, null);
    }
    await batchCredentials.eraseOfSession(session.hash);
    const index = store.kv.list({ prefix: ["batch_credentials_by_session"] });
    assert.deepEqual(await Array.fromAsync(index), []);
  }));

Deno.test("forgetting one partition takes back its copies alone; expiry takes back none", () =>
  withStore(async (store) => {
    const made = await newCredentials(store);
    const { credentials, batchCredentials, clock, paste } = made;
    const com = signedIn(await credentials.signIn(null, { pasted: paste(), partition: "aws" }));
    await lend({ ...made, store, session: com.session }, "b1");
    clock.advance(MINUTE_MS);
    const ends = new Date(clock.now() + MINUTE_MS).toISOString();
    const short = paste(
      JSON.stringify({
        AccessKeyId: "AKIAEXAMPLEKEY000001",
        SecretAccessKey: CANARY,
        Expiration: ends,
      }),
    );
    const renewed = signedIn(
      await credentials.signIn(com.session, { pasted: short, partition: "aws" }),
    );
    const { session } = signedIn(
      await credentials.signIn(renewed.session, { pasted: paste(), partition: "aws-us-gov" }),
    );
    await lend({ ...made, store, session, partition: "aws-us-gov" }, "b1");
    clock.advance(MINUTE_MS);
    assert.equal(await credentials.held(session, "aws"), null);
    assert.ok(await batchCredentials.get("b1", "aws"), "the first credentials go on");
    assert.ok(await credentials.forget(session, "aws-us-gov"));
    assert.equal(await batchCredentials.get("b1", "aws-us-gov"), null);
    assert.ok(await batchCredentials.get("b1", "aws"));
  }));

Deno.test("a copy that another operator has replaced survives the first one's sign-out", () =>
  withStore(async (store) => {
    const made = await newCredentials(store);
    const { credentials, batchCredentials, paste } = made;
    const request = { pasted: paste(), partition: "aws" } as const;
    const [a, b] = [
      signedIn(await credentials.signIn(null, request)),
      signedIn(await credentials.signIn(null, request)),
    ];
    await lend({ ...made, store, session: a.session }, "b1");
    await lend({ ...made, store, session: a.session }, "b2");
    await lend({ ...made, store, session: b.session }, "b1");
    await batchCredentials.eraseOfSession(a.session.hash);
    assert.equal(await batchCredentials.get("b2", "aws"), null);
    assert.ok(await batchCredentials.get("b1", "aws"));
    await batchCredentials.eraseOfSession(b.session.hash);
    assert.equal(await batchCredentials.get("b1", "aws"), null);
  }));

Deno.test("a session signed out while it lends, lends nothing (L05)", () =>
  withStore(async (store) => {
    const made = await newCredentials(store);
    const { credentials, batchCredentials, paste } = made;
    const { session } = signedIn(
      await credentials.signIn(null, { pasted: paste(), partition: "aws" }),
    );
    const held = await credentials.held(session, "aws");
    assert.ok(held);
    let tries = 0;
    const start = store.transact([], async () => {
      const write = await batchCredentials.lend("b1", { session, partition: "aws", held });
      if (tries++ === 0) await credentials.signOut(session);
      return { result: undefined, write };
    });
    await assert.rejects(start, { code: "signed_out", status: 401 });
    assert.equal((await store.kv.get(["batch_credentials", "b1", "aws"])).value, null);
    assert.equal(tries, 1);
  }));

Deno.test("the end of a batch erases both copies in the caller's commit", () =>
  withStore(async (store) => {
    const made = await newCredentials(store);
    const { credentials, batchCredentials, paste } = made;
    const com = signedIn(await credentials.signIn(null, { pasted: paste(), partition: "aws" }));
    const { session } = signedIn(
      await credentials.signIn(com.session, { pasted: paste(), partition: "aws-us-gov" }),
    );
    for (const partition of ["aws", "aws-us-gov"] as const) {
      await lend({ ...made, store, session, partition }, "b1");
    }
    await store.transact([], () => ({ result: undefined, write: batchCredentials.erasure("b1") }));
    const left = await Array.fromAsync(store.kv.list({ prefix: ["batch_credentials"] }));
    assert.deepEqual(left, []);
    await batchCredentials.eraseOfSession(session.hash);
    const index = store.kv.list({ prefix: ["batch_credentials_by_session"] });
    assert.deepEqual(await Array.fromAsync(index), []);
  }));
