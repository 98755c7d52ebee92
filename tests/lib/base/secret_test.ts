import assert from "node:assert/strict";
import { inspect } from "node:util";
import { Secret } from "@/lib/base/mod.ts";

Deno.test("a Secret gives its value to reveal() alone (L02)", () => {
  const secret = new Secret("hunter2-canary");
  assert.equal(secret.reveal(), "hunter2-canary");
  const prints = [
    `${secret}`,
    "" + secret,
    secret.toString(),
    JSON.stringify({ nested: [secret] }),
    Deno.inspect({ nested: [secret] }, { depth: 10, showHidden: true }),
    inspect(secret, { showHidden: true }),
  ];
  for (const print of prints) {
    assert.doesNotMatch(print, /canary/);
    assert.match(print, /\[secret\]/);
  }
  assert.deepEqual(Object.entries(secret), []);
});

Deno.test("a Secret loses its value when it is cloned, as for a KV value or a message", () => {
  assert.deepEqual(structuredClone(new Secret("hunter2-canary")), {});
});
