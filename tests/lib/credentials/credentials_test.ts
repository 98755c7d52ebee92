import assert from "node:assert/strict";
import { type AwsCredentials, AwsError, type AwsErrorKind } from "@/lib/aws/mod.ts";
import {
  HOUR_MS,
  MINUTE_MS,
  parseAccountId,
  parsedOrThrow,
  type Partition,
} from "@/lib/base/mod.ts";
import { Credentials, parseCredentials, type SignInResult } from "@/lib/credentials/mod.ts";
import type { Store } from "@/lib/store/mod.ts";
import { newSessions } from "../sessions/test_sessions.ts";
import { withStore } from "../store/memory_store.ts";

const account = parsedOrThrow(parseAccountId("012345678901"));
const CANARY = "canaryCANARYcanaryCANARYcanaryCANARYcana";

interface Setting {
  readonly failure?: AwsErrorKind;
  readonly allowedAccounts?: "*" | readonly typeof account[];
  readonly isAllowListEnforced?: boolean;
}

/** Credentials over a store, with an AWS that knows everybody or fails in one way. */
async function setUp(store: Store, { failure, ...setting }: Setting = {}) {
  const { sessions, clock } = await newSessions(store);
  const forgotten: AwsCredentials[] = [];
  const getCallerIdentity = (partition: Partition) => {
    if (failure === undefined) {
      const arn = `arn:${partition}:sts::${account}:assumed-role/Operator/one`;
      return Promise.resolve({ account, arn, userId: "AROAEXAMPLE:one" });
    }
    const [awsCode, awsMessage] = ["Refused", "no"];
    return Promise.reject(
      new AwsError({ kind: failure, operation: "sts:GetCallerIdentity", awsCode, awsMessage }),
    );
  };
  const credentials = new Credentials({
    store,
    sessions,
    clock,
    ttlMs: HOUR_MS,
    allowedAccounts: "*",
    isAllowListEnforced: true,
    aws: {
      sts: ({ region }) => ({
        getCallerIdentity: () =>
          getCallerIdentity(region === "us-gov-west-1" ? "aws-us-gov" : "aws"),
        assumeRole: () => Promise.reject(new Error("nobody asks for a role here")),
      }),
      forget: (each) => void forgotten.push(each),
    },
    ...setting,
  });
  const paste = (text = `ASIAEXAMPLEKEY000001 ${CANARY} sessiontokencanary`) => {
    const parse = parseCredentials(text, { nowMs: clock.now() });
    assert.ok(parse.kind === "parsed");
    return parse.pasted;
  };
  return { credentials, sessions, clock, forgotten, paste };
}

function signedIn(result: SignInResult) {
  assert.equal(result.kind, "signed_in");
  assert.ok(result.kind === "signed_in");
  return result;
}

async function keysIn(store: Store): Promise<readonly unknown[]> {
  return (await Array.fromAsync(store.kv.list({ prefix: [] }))).map(({ key }) => key[0]);
}

Deno.test("credentials are kept sealed, and only their own session opens them (L01, K04)", () =>
  withStore(async (store) => {
    const { credentials, paste } = await setUp(store);
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
    const { credentials, sessions, paste } = await setUp(store);
    const com = signedIn(await credentials.signIn(null, { pasted: paste(), partition: "aws" }));
    const stale = await store.kv.get(["credentials", com.session.hash, "aws"]);
    const both = signedIn(
      await credentials.signIn(com.session, { pasted: paste(), partition: "aws-us-gov" }),
    );
    assert.deepEqual(await sessions.find(com.token), { kind: "unknown" });
    assert.deepEqual(await keysIn(store), ["credentials", "credentials", "sessions"]);
    for (const partition of ["aws", "aws-us-gov"] as const) {
      assert.ok(await credentials.get(both.session, partition));
      assert.equal(both.session.state.identities[partition]?.account, account);
    }
    await store.kv.set(["credentials", both.session.hash, "aws"], stale.value);
    assert.equal(await credentials.get(both.session, "aws"), null, "an old blob is dead (K04)");
  }));

Deno.test("credentials end at their own expiration or the limit, whichever is first (S05)", () =>
  withStore(async (store) => {
    const { credentials, clock, forgotten, paste } = await setUp(store);
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
    const { credentials, forgotten, paste } = await setUp(store);
    const com = signedIn(await credentials.signIn(null, { pasted: paste(), partition: "aws" }));
    const both = signedIn(
      await credentials.signIn(com.session, { pasted: paste(), partition: "aws-us-gov" }),
    );
    const left = await credentials.forget(both.session, "aws");
    assert.equal(left?.state.identities.aws, null);
    assert.equal(await credentials.get(both.session, "aws"), null);
    assert.ok(await credentials.get(both.session, "aws-us-gov"));
    await credentials.signOut(both.session);
    assert.deepEqual(await keysIn(store), []);
    assert.equal(forgotten.length, 2);
    assert.equal(await credentials.forget(both.session, "aws"), null);
  }));

Deno.test("an account off the allow-list is refused, or let in and told when that only reports (A01)", () =>
  withStore(async (store) => {
    const strict = await setUp(store, { allowedAccounts: [] });
    const request = { pasted: strict.paste(), partition: "aws" } as const;
    assert.deepEqual(await strict.credentials.signIn(null, request), {
      kind: "account_not_allowed",
      account,
    });
    assert.deepEqual(await keysIn(store), []);
    const reporting = await setUp(store, { allowedAccounts: [], isAllowListEnforced: false });
    const { isAllowed } = signedIn(await reporting.credentials.signIn(null, request));
    assert.equal(isAllowed, false);
  }));

Deno.test("what AWS refuses signs nobody in; an AWS that fails is a fault (A01)", () =>
  withStore(async (store) => {
    for (const failure of ["expired", "invalid_credentials", "denied"] as const) {
      const { credentials, paste } = await setUp(store, { failure });
      const result = await credentials.signIn(null, { pasted: paste(), partition: "aws" });
      assert.equal(result.kind, "refused_by_aws");
    }
    for (const failure of ["throttled", "unreachable", "server"] as const) {
      const { credentials, paste } = await setUp(store, { failure });
      const signIn = credentials.signIn(null, { pasted: paste(), partition: "aws" });
      await assert.rejects(signIn, (error) => error instanceof AwsError && error.status === 503);
    }
    assert.deepEqual(await keysIn(store), []);
  }));
