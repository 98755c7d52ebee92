import { HOUR_MS, MINUTE_MS, parseAccountId, parsedOrThrow } from "@/lib/base/mod.ts";
import { type Identity, Sessions, type SessionsOptions } from "@/lib/sessions/mod.ts";
import type { Store } from "@/lib/store/mod.ts";
import { newKeyRing } from "../security/test_keys.ts";
import { ManualClock } from "../store/memory_store.ts";

export const IDLE_MS = 30 * MINUTE_MS;
export const MAX_MS = 8 * HOUR_MS;

/** Sessions over a store, with the default limits. */
export async function newSessions(store: Store, options: Partial<SessionsOptions> = {}) {
  const clock = new ManualClock();
  const sessions = new Sessions({
    store,
    ring: await newKeyRing(),
    clock,
    idleMs: IDLE_MS,
    maxMs: MAX_MS,
    isIdleEnforced: true,
    ...options,
  });
  return { sessions, clock };
}

/** Somebody whose credentials last for a while. */
export function identity(expiresAtMs: number): Identity {
  return {
    account: parsedOrThrow(parseAccountId("012345678901")),
    arn: "arn:aws:sts::012345678901:assumed-role/Operator/one",
    userId: "AROAEXAMPLE:one",
    expiresAtMs,
    isExpiryKnown: true,
  };
}

/** Signs nobody in, for tests of the session alone. */
export function enterNobody() {
  return Promise.resolve({ identities: { "aws": null, "aws-us-gov": null }, write: () => {} });
}
