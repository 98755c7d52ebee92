import assert from "node:assert/strict";
import { AppError } from "@/lib/base/mod.ts";
import { checkCanary, createKeyRing } from "@/lib/security/mod.ts";
import type { Store } from "@/lib/store/mod.ts";
import { withStore } from "../store/memory_store.ts";
import { newKeyRing, newSecret } from "./test_keys.ts";

async function contentOf(store: Store) {
  return await Array.fromAsync(store.kv.list({ prefix: [] }));
}

Deno.test("a wrong SECRET_KEY is told at the start and changes nothing (K02)", () =>
  withStore(async (store) => {
    const right = newSecret();
    await checkCanary(store, await newKeyRing(right));
    const before = await contentOf(store);
    assert.equal(before.length, 1);
    const wrong = await newKeyRing();
    await assert.rejects(checkCanary(store, wrong), (error) => {
      assert.ok(error instanceof AppError);
      assert.match(error.message, /SECRET_KEY/);
      return error.code === "wrong_secret_key" && error.status === 503;
    });
    await checkCanary(store, await newKeyRing(right));
    assert.deepEqual(await contentOf(store), before);
  }));

Deno.test("after a change of SECRET_KEY the canary moves to the new key (K06)", () =>
  withStore(async (store) => {
    const [old, current] = [newSecret(), newSecret()];
    await checkCanary(store, await newKeyRing(old));
    await checkCanary(store, await createKeyRing({ current, previous: [old] }));
    await checkCanary(store, await newKeyRing(current));
    await assert.rejects(checkCanary(store, await newKeyRing(old)), /SECRET_KEY/);
  }));
