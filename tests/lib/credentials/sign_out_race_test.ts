import assert from "node:assert/strict";
import { AppError, systemClock } from "@/lib/base/mod.ts";
import type { SignInResult } from "@/lib/credentials/mod.ts";
import { Store } from "@/lib/store/mod.ts";
import { newKeyRing } from "../security/test_keys.ts";
import { withStore } from "../store/memory_store.ts";
import { keysIn, newCredentials, signedIn } from "./test_credentials.ts";

const TRIALS = 40;

/** Whether anything is left that could sign a request. */
async function assertSignedOut(store: Store): Promise<void> {
  const left = await keysIn(store);
  const dangerous = ["credentials", "sessions", "batch_credentials"];
  assert.deepEqual(left.filter((kind) => dangerous.includes(String(kind))), []);
}

/** What a sign-in under way may come to when its session is signed out. */
async function settled(signIn: Promise<SignInResult>): Promise<"signed_in" | "refused"> {
  try {
    signedIn(await signIn);
    return "signed_in";
  } catch (error) {
    assert.ok(error instanceof AppError);
    assert.deepEqual([error.code, error.status], ["session_ended", 409]);
    return "refused";
  }
}

Deno.test("S06: a sign-in that commits after the sign-out of its session is refused", () =>
  withStore(async (store) => {
    const asked = Promise.withResolvers<void>();
    const answered = Promise.withResolvers<void>();
    const { credentials, paste } = await newCredentials(store, {
      beforeAnswer: (partition) => {
        if (partition === "aws") return Promise.resolve();
        asked.resolve();
        return answered.promise;
      },
    });
    const first = signedIn(await credentials.signIn(null, { pasted: paste(), partition: "aws" }));
    const late = settled(
      credentials.signIn(first.session, { pasted: paste(), partition: "aws-us-gov" }),
    );
    await asked.promise;
    await credentials.signOut(first.session);
    answered.resolve();
    assert.equal(await late, "refused");
    await assertSignedOut(store);
  }));

Deno.test("S06: signing out ends the sessions that sign-ins have put in its place meanwhile", () =>
  withStore(async (store) => {
    const { credentials, sessions, paste } = await newCredentials(store);
    const request = { pasted: paste(), partition: "aws" } as const;
    const first = signedIn(await credentials.signIn(null, request));
    const second = signedIn(await credentials.signIn(first.session, request));
    const third = signedIn(await credentials.signIn(second.session, request));
    const other = signedIn(await credentials.signIn(null, request));
    await credentials.signOut(first.session);
    assert.deepEqual(await sessions.find(third.token), { kind: "unknown" });
    assert.equal(await credentials.get(third.session, "aws"), null);
    assert.ok(await credentials.get(other.session, "aws"), "another browser's session goes on");
    await credentials.signOut(other.session);
    await assertSignedOut(store);
  }));

Deno.test("S06: a sign-in in the middle of a sign-out leaves no credentials behind", () =>
  withStore(async (store) => {
    const hooks: (() => Promise<unknown>)[] = [];
    const { credentials, paste } = await newCredentials(store, {
      beforeErasure: async () => void await hooks.pop()?.(),
    });
    const request = { pasted: paste(), partition: "aws" } as const;
    const first = signedIn(await credentials.signIn(null, request));
    hooks.push(() => credentials.signIn(first.session, request));
    await credentials.signOut(first.session);
    assert.deepEqual(hooks, []);
    await assertSignedOut(store);
  }));

Deno.test("S06: two processes that sign in and out at once end with nobody signed in", async () => {
  const path = await Deno.makeTempFile({ suffix: ".kv" });
  const stores = await Promise.all(
    [0, 1].map(async () => new Store(await Deno.openKv(path), systemClock)),
  );
  try {
    const ring = await newKeyRing();
    const [one, two] = await Promise.all(stores.map((store) => newCredentials(store, { ring })));
    const [store] = stores;
    assert.ok(one && two && store);
    const outcomes = new Set<string>();
    for (let trial = 0; trial < TRIALS; trial++) {
      const request = { pasted: one.paste(), partition: "aws" } as const;
      const { session } = signedIn(await one.credentials.signIn(null, request));
      // Now one comes first, now the other.
      const [head, tail] = trial % 2 === 0 ? [one, two] : [two, one];
      const signIns = [head, tail].map(({ credentials }) =>
        settled(credentials.signIn(session, request))
      );
      for (let turn = 0; turn < trial; turn++) await Promise.resolve();
      await tail.credentials.signOut(session);
      for (const outcome of await Promise.all(signIns)) outcomes.add(outcome);
      await assertSignedOut(store);
    }
    assert.ok(outcomes.has("refused"));
  } finally {
    for (const store of stores) store.close();
    await Deno.remove(path);
  }
});
