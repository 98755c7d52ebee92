import assert from "node:assert/strict";
import {
  type AwsClients,
  type AwsCredentials,
  AwsError,
  type AwsErrorKind,
} from "@/lib/aws/mod.ts";
import { HOUR_MS, parseAccountId, parsedOrThrow, type Partition } from "@/lib/base/mod.ts";
import {
  BatchCredentials,
  Credentials,
  parseCredentials,
  type SignInResult,
} from "@/lib/credentials/mod.ts";
import type { KeyRing } from "@/lib/security/mod.ts";
import type { Store } from "@/lib/store/mod.ts";
import { newKeyRing } from "../security/test_keys.ts";
import { newSessions } from "../sessions/test_sessions.ts";

/** Where everybody is. */
export const account = parsedOrThrow(parseAccountId("012345678901"));
/** A secret access key to look for. */
export const CANARY = "canaryCANARYcanaryCANARYcanaryCANARYcana";

interface Setting {
  readonly ring?: KeyRing;
  readonly failure?: AwsErrorKind;
  readonly allowedAccounts?: "*" | readonly typeof account[];
  readonly isAllowListEnforced?: boolean;
  readonly attemptMs?: number;
  readonly aws?: Pick<AwsClients, "sts" | "forget">;
  /** Holds AWS's answer back. */
  readonly beforeAnswer?: (partition: Partition) => Promise<void>;
  /** Holds the erasure of what was lent back, which is the middle of a sign-out. */
  readonly beforeErasure?: () => Promise<void>;
}

/** Credentials over a store, with an AWS that knows everybody or fails in one way. */
export async function newCredentials(
  store: Store,
  { failure, ring, beforeAnswer, beforeErasure, ...setting }: Setting = {},
) {
  const keys = ring ?? await newKeyRing();
  const { sessions, clock } = await newSessions(store, { ring: keys });
  const batchCredentials = new BatchCredentials({ store, ring: keys, clock });
  const warnings: string[] = [];
  const forgotten: AwsCredentials[] = [];
  const rolesForgotten: AwsCredentials[] = [];
  const getCallerIdentity = async (partition: Partition) => {
    await beforeAnswer?.(partition);
    if (failure === undefined) {
      const arn = `arn:${partition}:sts::${account}:assumed-role/Operator/one`;
      return { account, arn, userId: "AROAEXAMPLE:one" };
    }
    const [awsCode, awsMessage] = ["Refused", "no"];
    throw new AwsError({ kind: failure, operation: "sts:GetCallerIdentity", awsCode, awsMessage });
  };
  const credentials = new Credentials({
    store,
    sessions,
    clock,
    logger: { warn: (message) => void warnings.push(message) },
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
    roles: { forget: (each) => void rolesForgotten.push(each) },
    batchCredentials: {
      succession: (...names) => batchCredentials.succession(...names),
      eraseOfSession: async (...names) => {
        await beforeErasure?.();
        return await batchCredentials.eraseOfSession(...names);
      },
    },
    ...setting,
  });
  const paste = (text = `ASIAEXAMPLEKEY000001 ${CANARY} sessiontokencanary`) => {
    const parse = parseCredentials(text, { nowMs: clock.now() });
    assert.ok(parse.kind === "parsed");
    return parse.pasted;
  };
  const seen = { warnings, forgotten, rolesForgotten };
  return { credentials, batchCredentials, sessions, clock, paste, ...seen };
}

/** A sign-in that worked. */
export function signedIn(result: SignInResult) {
  assert.equal(result.kind, "signed_in");
  assert.ok(result.kind === "signed_in");
  return result;
}

/** What kinds of records there are, one word a record. */
export async function keysIn(store: Store): Promise<readonly unknown[]> {
  return (await Array.fromAsync(store.kv.list({ prefix: [] }))).map(({ key }) => key[0]);
}
