import assert from "node:assert/strict";
import {
  AppError,
  parseAccountId,
  parseChangeNumber,
  type Parsed,
  parsedOrThrow,
  parseInstanceId,
  randomId,
} from "@/lib/base/mod.ts";

function refusal(parsed: Parsed<unknown>): string {
  assert.equal(parsed.ok, false);
  return parsed.ok ? "" : parsed.message;
}

Deno.test("parseAccountId() keeps leading zeros", () => {
  assert.deepEqual(parseAccountId("001234567890"), { ok: true, value: "001234567890" });
});

Deno.test("parseAccountId() explains an id whose leading zeros a spreadsheet dropped", () => {
  assert.equal(
    refusal(parseAccountId("12345678901")),
    'Cannot parse account id "12345678901": expected 12 digits; ' +
      'a spreadsheet may have dropped leading zeros of "012345678901"',
  );
});

Deno.test("parseAccountId() explains an id a spreadsheet rounded, and suggests no digits", () => {
  for (const spoiled of ["1.23457E+11", "1,23457e11", "1E+11"]) {
    assert.match(refusal(parseAccountId(spoiled)), /expected 12 digits; a spreadsheet rounded it/);
  }
});

Deno.test("parseAccountId() refuses everything but exactly 12 ASCII digits", () => {
  const wrong = ["", "1234567890123", "12345678901a", " 123456789012", "123456789012\n"];
  for (const text of [...wrong, "1234-5678-9012", "１２３４５６７８９０１２"]) {
    assert.equal(
      refusal(parseAccountId(text)),
      `Cannot parse account id ${JSON.stringify(text)}: expected 12 digits`,
    );
  }
});

Deno.test("parseInstanceId() accepts EC2 ids of both lengths and hybrid nodes", () => {
  for (const id of ["i-0a1b2c3d", "i-0123456789abcdef0", "mi-0123456789abcdef0"]) {
    assert.deepEqual(parseInstanceId(id), { ok: true, value: id });
  }
});

Deno.test("parseInstanceId() refuses other lengths, upper case and anything around the id", () => {
  const wrong = ["", "i-", "i-0123456", "i-0123456789", "mi-0a1b2c3d", "I-0a1b2c3d", "i-0A1B2C3D"];
  for (const text of [...wrong, "i-0a1b2c3d\n", "i-0a1b2c3d;id", "xi-0a1b2c3d"]) {
    assert.match(refusal(parseInstanceId(text)), /^Cannot parse instance id ".*": expected "i-"/);
  }
});

Deno.test("parseChangeNumber() accepts 3 to 40 letters, digits, _ and - (I01)", () => {
  for (const text of ["CHG0031001", "a-1", "0_0", "A".repeat(40)]) {
    assert.deepEqual(parseChangeNumber(text), { ok: true, value: text });
  }
  const wrong = [
    "",
    "ab",
    "A".repeat(41),
    "-abc",
    "_abc",
    "$(reboot)",
    "CHG;id",
    "CHG 1",
    "../etc",
  ];
  for (const text of [...wrong, "CHG1\n", "CHG1/..", "CHG`id`", "ＣＨＧ1"]) {
    assert.match(
      refusal(parseChangeNumber(text)),
      /^Cannot parse change number ".*": expected 3 to/,
    );
  }
});

Deno.test("a refusal shortens a long value and escapes control characters (I16)", () => {
  const message = refusal(parseInstanceId("\x1b[31m\r\n" + "9".repeat(10_000)));
  assert.ok(message.length < 300, `${message.length} characters`);
  assert.match(message, /"\\u001b\[31m\\r\\n9{50,100}…"/);
});

Deno.test("parsedOrThrow() gives the value, or throws the refusal as a 422", () => {
  assert.equal(parsedOrThrow(parseAccountId("123456789012")), "123456789012");
  assert.throws(
    () => parsedOrThrow(parseAccountId("12")),
    (error) => error instanceof AppError && error.status === 422 && /"12"/.test(error.message),
  );
});

Deno.test("randomId() gives all its bytes in base64url and never the same twice", () => {
  const ids = Array.from({ length: 1_000 }, () => randomId(32));
  assert.equal(new Set(ids).size, ids.length);
  for (const id of ids) assert.match(id, /^[A-Za-z0-9_-]{43}$/);
});
