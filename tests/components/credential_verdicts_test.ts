import assert from "node:assert/strict";
import { verdictsOf } from "@/components/credential_verdicts.ts";

const SECRET = "abcdefghijABCDEFGHIJ0123456789/+=abcdefg";
const TOKEN = "IQoJb3JpZ2luX2VjEXAMPLE+TOKEN/with=equals==";
const NOW_MS = Date.parse("2026-11-23T02:14:05Z");

/** What is said of a text. */
function said(text: string): readonly string[] {
  return verdictsOf(text, { nowMs: NOW_MS }).map(({ kind, text }) => `${kind}: ${text}`);
}

Deno.test("verdictsOf() says nothing before something was pasted", () => {
  assert.deepEqual(said(" \n"), []);
});

Deno.test("verdictsOf() names what is there and what is missing, never a value (L03)", () => {
  assert.deepEqual(said(`ASIAEXAMPLEKEY000001 ${SECRET} ${TOKEN}`), [
    "success: access key",
    "success: secret key",
    "success: session token",
  ]);
  const lacking = said(`ASIAEXAMPLEKEY000001 ${SECRET.slice(1)}`);
  assert.deepEqual(lacking, [
    "success: access key",
    "failed: secret access key has 39 characters and the wrong form; " +
    "expected 40 characters of A-Z a-z 0-9 / + =",
    "failed: session token is missing; keys that begin with ASIA need it",
  ]);
});

Deno.test("verdictsOf() warns of long-term keys, and refuses what has expired", () => {
  assert.match(said(`AKIAEXAMPLEKEY000001 ${SECRET}`).at(-1) ?? "", /^warning: long-term key/);
  const expired = JSON.stringify({
    AccessKeyId: "ASIAEXAMPLEKEY000001",
    SecretAccessKey: SECRET,
    SessionToken: TOKEN,
    Expiration: "2026-11-23T02:00:00Z",
  });
  assert.match(said(expired).at(-1) ?? "", /^failed: credentials expired at 2026-11-23T02:00:00/);
});
