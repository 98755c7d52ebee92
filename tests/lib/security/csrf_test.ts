import assert from "node:assert/strict";
import {
  createKeyRing,
  type CsrfSubject,
  issueCsrfToken,
  newSessionToken,
  verifyCsrfToken,
} from "@/lib/security/mod.ts";
import { newKeyRing, newSecret } from "./test_keys.ts";

function newSubject(kind: CsrfSubject["kind"]): CsrfSubject {
  return { id: newSessionToken(), kind };
}

Deno.test("a CSRF token holds for its session or visitor, masked anew each time", async () => {
  const ring = await newKeyRing();
  for (const kind of ["session", "visitor"] as const) {
    const subject = newSubject(kind);
    const tokens = await Promise.all(
      Array.from({ length: 100 }, () => issueCsrfToken(ring, subject)),
    );
    assert.equal(new Set(tokens).size, 100);
    for (const token of tokens) assert.ok(await verifyCsrfToken(ring, { token, subject }));
  }
});

Deno.test("a CSRF token of anybody else, or from before the sign-in, is refused (C02)", async () => {
  const ring = await newKeyRing();
  const subject = newSubject("session");
  const others: readonly CsrfSubject[] = [
    newSubject("session"),
    newSubject("visitor"),
    { ...subject, kind: "visitor" },
  ];
  for (const other of others) {
    const token = await issueCsrfToken(ring, other);
    assert.equal(await verifyCsrfToken(ring, { token, subject }), false);
  }
  const token = await issueCsrfToken(await newKeyRing(), subject);
  assert.equal(await verifyCsrfToken(ring, { token, subject }), false);
});

Deno.test("a CSRF token with a character changed, cut or added is refused (C02)", async () => {
  const ring = await newKeyRing();
  const subject = newSubject("session");
  const token = await issueCsrfToken(ring, subject);
  const verified = (text: string) => verifyCsrfToken(ring, { token: text, subject });
  for (let index = 0; index < token.length; index++) {
    const other = token[index] === "A" ? "B" : "A";
    assert.equal(await verified(token.slice(0, index) + other + token.slice(index + 1)), false);
    assert.equal(await verified(token.slice(0, index)), false);
  }
  for (const text of ["", `${token}A`, `${token}==`, "é".repeat(86), `${token}\n`]) {
    assert.equal(await verified(text), false);
  }
  assert.equal(await verified(token), true);
});

Deno.test("a CSRF token made before a change of SECRET_KEY still holds (K06)", async () => {
  const old = newSecret();
  const subject = newSubject("session");
  const token = await issueCsrfToken(await newKeyRing(old), subject);
  const ring = await createKeyRing({ current: newSecret(), previous: [old] });
  assert.ok(await verifyCsrfToken(ring, { token, subject }));
});
