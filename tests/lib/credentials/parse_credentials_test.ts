import assert from "node:assert/strict";
import { checkCredentials, parseCredentials } from "@/lib/credentials/mod.ts";
import { fastestMs } from "../../support/fastest_ms.ts";

const nowMs = Date.UTC(2026, 10, 23);
const KEY = "ASIAEXAMPLEKEY000001";
const SECRET = "abcdefghijABCDEFGHIJ0123456789/+=abcdefg";
const TOKEN = "IQoJb3JpZ2luX2VjEXAMPLE+TOKEN/with=equals==";
const FORMATS = new URL("../../fixtures/credentials_formats.txt", import.meta.url);

/** The values of a text, with the secrets shown. */
function valuesOf(text: string) {
  const parse = parseCredentials(text, { nowMs });
  assert.ok(parse.kind === "parsed", Deno.inspect(parse));
  const { accessKeyId, secretAccessKey, sessionToken } = parse.pasted.credentials;
  return [accessKeyId, secretAccessKey.reveal(), sessionToken?.reveal()];
}

function problemsOf(text: string): readonly string[] {
  const parse = parseCredentials(text, { nowMs });
  assert.ok(parse.kind === "refused");
  for (const { message } of parse.problems) {
    for (const value of text.split(/[\s="':,{}]+/)) {
      assert.ok(value.length < 12 || !message.includes(value), "no value is echoed (L03)");
    }
  }
  return parse.problems.map(({ path }) => path);
}

Deno.test("every format of the fixture gives the same credentials", async () => {
  const blocks = (await Deno.readTextFile(FORMATS)).split(/^\S.*\n/m)
    .map((block) => block.replaceAll(/^ {4}/gm, "").trim())
    .filter((block) => block !== "");
  assert.equal(blocks.length, 5);
  for (const block of blocks) {
    for (const text of [block, block.replaceAll("\n", "\r\n"), `\n\n${block}\n\n`]) {
      assert.deepEqual(valuesOf(text), [KEY, SECRET, TOKEN], block);
    }
  }
});

Deno.test("other spellings of names, quotes and shells are understood", () => {
  const texts = [
    `{"accessKeyId":"${KEY}","secretAccessKey":"${SECRET}","sessionToken":"${TOKEN}"}`,
    `{"aws_access_key_id":"${KEY}","aws_secret_access_key":"${SECRET}","aws_session_token":"${TOKEN}"}`,
    `{"roleCredentials":{"accessKeyId":"${KEY}","secretAccessKey":"${SECRET}","sessionToken":"${TOKEN}","expiration":1800000000000}}`,
    `set AWS_ACCESS_KEY_ID=${KEY}\nset AWS_SECRET_ACCESS_KEY=${SECRET}\nset AWS_SESSION_TOKEN=${TOKEN}`,
    `set "AWS_ACCESS_KEY_ID=${KEY}"\nset "AWS_SECRET_ACCESS_KEY=${SECRET}"\nset "AWS_SESSION_TOKEN=${TOKEN}"`,
    `$env:aws_access_key_id = '${KEY}'\n$env:aws_secret_access_key = '${SECRET}'\n$env:aws_session_token = '${TOKEN}'`,
    `export AWS_ACCESS_KEY_ID=${KEY};\nexport AWS_SECRET_ACCESS_KEY=${SECRET};\nexport AWS_SESSION_TOKEN=${TOKEN};`,
    `# mine\n[profile ops]\nregion=us-east-1\naws_access_key_id=${KEY}\naws_secret_access_key=${SECRET}\naws_session_token=${TOKEN}\naws_security_token=${TOKEN}`,
    `${KEY}\t${SECRET}\n${TOKEN.slice(0, 10)}\n${TOKEN.slice(10, 20)}\n${TOKEN.slice(20)}`,
  ];
  for (const text of texts) assert.deepEqual(valuesOf(text), [KEY, SECRET, TOKEN], text);
});

Deno.test("an AKIA key needs no token, and is marked as long-term (A02)", () => {
  const parse = parseCredentials(`AKIAEXAMPLEKEY000001 ${SECRET}`, { nowMs });
  assert.ok(parse.kind === "parsed" && parse.pasted.isLongTerm);
  assert.equal(parse.pasted.expiresAtMs, null);
});

Deno.test("an expiration is kept, and one that has passed or is no time refused (A02)", () => {
  const withEnd = (expiration: string) =>
    checkCredentials({
      accessKeyId: KEY,
      secretAccessKey: SECRET,
      sessionToken: TOKEN,
      expiration,
    }, { nowMs });
  const later = withEnd("2026-11-23T01:00:00Z");
  assert.ok(later.kind === "parsed" && later.pasted.expiresAtMs === nowMs + 3_600_000);
  const inMs = withEnd(String(nowMs + 1));
  assert.ok(inMs.kind === "parsed" && inMs.pasted.expiresAtMs === nowMs + 1);
  for (const expiration of ["2026-11-23T00:00:00Z", "2020-01-01T00:00:00+00:00", "soon"]) {
    const refused = withEnd(expiration);
    assert.ok(refused.kind === "refused");
    assert.deepEqual(refused.problems.map(({ path }) => path), ["expiration"]);
  }
});

Deno.test("each failure names its field and why, never the value (L03)", () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ["", ["credentials"]],
    ["   \n", ["credentials"]],
    ["canary-canary-canary", ["credentials"]],
    ["{canary-canary-canary", ["credentials"]],
    ['{"Credentials":"canary-canary-canary"}', ["credentials"]],
    ["x".repeat(20_000), ["credentials"]],
    [`${KEY} ${SECRET}`, ["sessionToken"]],
    [`${KEY} ${SECRET.slice(1)} ${TOKEN}`, ["secretAccessKey"]],
    [`${KEY.toLowerCase()} ${SECRET} ${TOKEN}`, ["accessKeyId"]],
    [`${KEY}1 ${SECRET}! short`, ["accessKeyId", "secretAccessKey", "sessionToken"]],
    [`aws_secret_access_key=${SECRET}`, ["accessKeyId"]],
    ["AWS_ACCESS_KEY_ID=", ["accessKeyId", "secretAccessKey"]],
    [`aws_access_key_id=${KEY}\naws_access_key_id=ASIAEXAMPLEKEY000002`, ["accessKeyId"]],
  ];
  for (const [text, fields] of cases) assert.deepEqual(problemsOf(text), fields, text);
});

Deno.test("hostile text is parsed in linear time (I15)", () => {
  for (const piece of ["{", "export ", "a=", " ", "=", '"', "set  ", "$env:", "\n"]) {
    const text = piece.repeat(16_384 / piece.length);
    const elapsedMs = fastestMs(() => parseCredentials(text, { nowMs }));
    assert.ok(elapsedMs < 200, `${JSON.stringify(piece)} took ${elapsedMs} ms`);
  }
});
