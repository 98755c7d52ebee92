import assert from "node:assert/strict";
import { isSessionToken, logName, newSessionToken, tokenHash } from "@/lib/security/mod.ts";
import { newKeyRing } from "./test_keys.ts";

Deno.test("session ids have 256 random bits and do not repeat (S03, sampled)", () => {
  const tokens = Array.from({ length: 20_000 }, newSessionToken);
  assert.equal(new Set(tokens).size, tokens.length);
  for (const token of tokens) assert.ok(isSessionToken(token));
  assert.equal(Uint8Array.fromBase64(tokens[0] ?? "", { alphabet: "base64url" }).length, 32);
});

Deno.test("isSessionToken() refuses what a client may send instead (S11)", () => {
  const token = newSessionToken();
  for (
    const text of ["", token.slice(1), `${token}A`, `${token}\n`, "é".repeat(43), "=".repeat(43)]
  ) {
    assert.equal(isSessionToken(text), false);
  }
});

Deno.test("the database sees the SHA-256 of an id alone (S03)", async () => {
  assert.equal(await tokenHash("abc"), "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");
});

Deno.test("logs see a keyed name, which another key does not give (L02)", async () => {
  const [ring, other] = await Promise.all([newKeyRing(), newKeyRing()]);
  const token = newSessionToken();
  const name = await logName(ring, token);
  assert.match(name, /^[0-9a-f]{16}$/);
  assert.equal(await logName(ring, token), name);
  assert.notEqual(await logName(other, token), name);
  assert.notEqual(await logName(ring, newSessionToken()), name);
});
