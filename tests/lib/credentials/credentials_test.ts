import assert from "node:assert/strict";
import { AwsError } from "@/lib/aws/mod.ts";
import { HOUR_MS, MINUTE_MS } from "@/lib/base/mod.ts";
import { withStore } from "../store/memory_store.ts";
import { account, CANARY, keysIn, newCredentials, signedIn } from "./test_credentials.ts";

Deno.test("credentials are kept sealed, and only their own session opens them (L01, K04)", () =>
  withStore(async (store) => {
    const { credentials, paste } = await newCredentials(store);
    const request = { pasted: paste(), partition: "aws" } as const;
    const a = signedIn(await credentials.signIn(null, request));
    const b = signedIn(await credentials.signIn(null, request));
    const opened = await credentials.get(a.session, "aws");
    assert.equal(opened?.secretAccessKey.reveal(), CANARY);
    assert.equal(await credentials.get(a.session, "aws-us-gov"), null);
    const ofA = await store.kv.get(["credentials", a.session.hash, "aws"]);
    for (const { value } of await Array.fromAsync(store.kv.list({ prefix: ["credentials"] }))) {
      assert.ok(value instanceof Uint8Array);
      assert.doesNotMatch(new TextDecoder("latin1").decode(value), /canary|ASIA/);
    }
    await store.kv.set(["credentials", b.session.hash, "aws"], ofA.value);
    assert.equal(await credentials.get(b.session, "aws"), null);
  }));

Deno.test("both partitions are held at once, through a new session id (S01)", () =>
  withStore(async (store) => {
    const { credentials, sessions, paste } = await newCredentials(store);
    const com = signedIn(await credentials.signIn(null, { pasted: paste(), partition: "aws" }));
    const stale = await store.kv.get(["credentials", com.session.hash, "aws"]);
    const both = signedIn(
      await credentials.signIn(com.session, { pasted: paste(), partition: "aws-us-gov" }),
    );
    assert.deepEqual(await sessions.find(com.token), { kind: "unknown" });
    const kinds = ["credentials", "credentials", "session_after", "session_before", "sessions"];
    assert.deepEqual(await keysIn(store), kinds);
    for (const partition of ["aws", "aws-us-gov"] as const) {
      assert.ok(await credentials.get(both.session, partition));
      assert.equal(both.session.state.identities[partition]?.account, account);
    }
    await store.kv.set(["credentials", both.session.hash, "aws"], stale.value);
    assert.equal(await credentials.get(both.session, "aws"), null, "an old blob is dead (K04)");
  }));

Deno.test("credentials end at their own expiration or the limit, whichever is first (S05)", () =>
  withStore(async (store) => {
    const { credentials, clock, forgotten, paste } = await newCredentials(store);
    const ends = new Date(clock.now() + 20 * MINUTE_MS).toISOString();
    const fields = { AccessKeyId: "AKIAEXAMPLEKEY000001", SecretAccessKey: CANARY };
    const dated = paste(JSON.stringify({ ...fields, Expiration: ends }));
    const short = signedIn(await credentials.signIn(null, { pasted: dated, partition: "aws" }));
    const long = signedIn(await credentials.signIn(null, { pasted: paste(), partition: "aws" }));
    assert.deepEqual([short.identity.isExpiryKnown, long.identity.isExpiryKnown], [true, false]);
    assert.equal(long.identity.expiresAtMs, clock.now() + HOUR_MS);
    clock.advance(20 * MINUTE_MS);
    assert.equal(await credentials.get(short.session, "aws"), null);
    assert.equal(forgotten.length, 1);
    assert.ok(await credentials.get(long.session, "aws"));
    clock.advance(40 * MINUTE_MS);
    assert.equal(await credentials.get(long.session, "aws"), null);
    assert.deepEqual(await keysIn(store), ["sessions", "sessions"], "both were erased");
  }));

Deno.test("signing out and forgetting erase the credentials, also those AWS clients hold (L05)", () =>
  withStore(async (store) => {
    const { credentials, forgotten, rolesForgotten, paste } = await newCredentials(store);
    const com = signedIn(await credentials.signIn(null, { pasted: paste(), partition: "aws" }));
    const both = signedIn(
      await credentials.signIn(com.session, { pasted: paste(), partition: "aws-us-gov" }),
    );
    const left = await credentials.forget(both.session, "aws");
    assert.equal(left?.state.identities.aws, null);
    assert.equal(await credentials.get(both.session, "aws"), null);
    assert.ok(await credentials.get(both.session, "aws-us-gov"));
    await credentials.signOut(both.session);
    const hashes = ["session_after", "session_before"];
    assert.deepEqual(await keysIn(store), hashes, "they name nobody");
    assert.equal(forgotten.length, 2);
    assert.deepEqual(rolesForgotten, forgotten);
    assert.equal(await credentials.forget(both.session, "aws"), null);
  }));

Deno.test("an account off the allow-list is refused, or let in and told when that only reports (A01)", () =>
  withStore(async (store) => {
    const strict = await newCredentials(store, { allowedAccounts: [] });
    const request = { pasted: strict.paste(), partition: "aws" } as const;
    assert.deepEqual(await strict.credentials.signIn(null, request), {
      kind: "account_not_allowed",
      account,
    });
    assert.deepEqual(await keysIn(store), []);
    const reporting = await newCredentials(store, {
      allowedAccounts: [],
      isAllowListEnforced: false,
    });
    const { isAllowed } = signedIn(await reporting.credentials.signIn(null, request));
    assert.equal(isAllowed, false);
  }));

Deno.test("what AWS refuses signs nobody in; an AWS that fails is a fault (A01)", () =>
  withStore(async (store) => {
    for (const failure of ["expired", "invalid_credentials", "denied"] as const) {
      const { credentials, paste } = await newCredentials(store, { failure });
      const result = await credentials.signIn(null, { pasted: paste(), partition: "aws" });
      assert.equal(result.kind, "refused_by_aws");
    }
    for (const failure of ["throttled", "unreachable", "server"] as const) {
      const { credentials, paste } = await newCredentials(store, { failure });
      const signIn = credentials.signIn(null, { pasted: paste(), partition: "aws" });
      await assert.rejects(signIn, (error) => error instanceof AwsError && error.status === 503);
    }
    assert.deepEqual(await keysIn(store), []);
  }));

Deno.test("held() tells whose the credentials are and when they end, beside get()", () =>
  withStore(async (store) => {
    const { credentials, clock, paste } = await newCredentials(store);
    const { session } = signedIn(
      await credentials.signIn(null, { pasted: paste(), partition: "aws-us-gov" }),
    );
    const held = await credentials.held(session, "aws-us-gov");
    assert.equal(held?.credentials.secretAccessKey.reveal(), CANARY);
    assert.deepEqual([held?.account, held?.arn, held?.expiresAtMs], [
      account,
      `arn:aws-us-gov:sts::${account}:assumed-role/Operator/one`,
      clock.now() + HOUR_MS,
    ]);
    assert.equal(await credentials.held(session, "aws"), null);
    clock.advance(HOUR_MS);
    assert.equal(await credentials.held(session, "aws-us-gov"), null);
  }));

Deno.test("credentials with a changed byte do not open; they are told of, and gone (K03)", () =>
  withStore(async (store) => {
    const { credentials, sessions, warnings, paste } = await newCredentials(store);
    const request = { pasted: paste(), partition: "aws" } as const;
    const { token, session } = signedIn(await credentials.signIn(null, request));
    const key = ["credentials", session.hash, "aws"];
    const { value } = await store.kv.get<Uint8Array>(key);
    assert.ok(value);
    for (let index = 0; index < value.length; index++) {
      await store.kv.set(key, value.with(index, (value[index] ?? 0) ^ 1));
      assert.equal(await credentials.get(session, "aws"), null, `byte ${index}`);
    }
    assert.deepEqual(warnings, Array(value.length).fill("crypt_decrypt_fail"));
    const found = await sessions.find(token);
    assert.ok(found.kind === "active");
    assert.equal(found.session.state.identities.aws, null);
  }));
