import assert from "node:assert/strict";
import {
  type ErrorStatus,
  STATUS_CODE,
  STATUS_TEXT,
  type StatusCode,
  type StatusText,
} from "@std/http/status";

/** The numbers from `first` to `last`, both included. */
function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

const CODES = [
  ...range(100, 103),
  ...range(200, 208),
  226,
  ...range(300, 305),
  307,
  308,
  ...range(400, 418),
  ...range(421, 426),
  428,
  429,
  431,
  451,
  ...range(500, 508),
  510,
  511,
];

Deno.test("STATUS_CODE names the 62 codes (9.2.1)", () => {
  assert.equal(CODES.length, 62);
  assert.deepEqual(Object.values(STATUS_CODE), CODES);
});

Deno.test("STATUS_TEXT has a text for each of these codes (9.2.1)", () => {
  assert.deepEqual(Object.keys(STATUS_TEXT).map(Number), CODES);
});

Deno.test("STATUS_CODE writes names in PascalCase and acronyms in capitals (9.2.1)", () => {
  const { OK, URITooLong, IMUsed, HTTPVersionNotSupported, NotFound } = STATUS_CODE;
  assert.deepEqual([OK, URITooLong, IMUsed, HTTPVersionNotSupported, NotFound], [
    200,
    414,
    226,
    505,
    404,
  ]);
  const { ContentTooLarge, Teapot, NonAuthoritativeInfo, ProxyAuthRequired } = STATUS_CODE;
  assert.deepEqual([ContentTooLarge, Teapot, NonAuthoritativeInfo, ProxyAuthRequired], [
    413,
    418,
    203,
    407,
  ]);
});

Deno.test("STATUS_TEXT writes texts in Title Case (9.2.1)", () => {
  assert.equal(STATUS_TEXT[418], "I'm a teapot");
  assert.equal(STATUS_TEXT[203], "Non Authoritative Info");
  assert.equal(STATUS_TEXT[407], "Proxy Auth Required");
  assert.equal(STATUS_TEXT[413], "Content Too Large");
  assert.equal(STATUS_TEXT[422], "Unprocessable Entity");
});

Deno.test("the names are the texts without blanks, but for the teapot (9.2.1)", () => {
  for (const [name, code] of Object.entries(STATUS_CODE)) {
    const text = code === 418 ? "Teapot" : STATUS_TEXT[code];
    assert.equal(name, text.replaceAll(/[ -]/g, ""));
  }
});

Deno.test("the types know codes, texts and errors (9.2.1)", () => {
  const code: StatusCode = STATUS_CODE.OK;
  const text: StatusText = STATUS_TEXT[code];
  const errors: ErrorStatus[] = [400, 451, 500, 511];
  // @ts-expect-error: 200 is no error
  errors.push(200);
  assert.equal(text, "OK");
});
