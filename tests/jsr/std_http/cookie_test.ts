import assert from "node:assert/strict";
import { type Cookie, deleteCookie, getCookies, setCookie } from "@std/http/cookie";

/** The record that a `Cookie` header is read as. */
function read(header: string): Record<string, string> {
  return getCookies(new Headers({ cookie: header }));
}

/** The `Set-Cookie` header written for a cookie, or null when none was. */
function write(cookie: Cookie): string | null {
  const headers = new Headers();
  setCookie(headers, cookie);
  return headers.get("set-cookie");
}

Deno.test("getCookies() reads names and values into an object without prototype (9.1.1)", () => {
  const cookies = read("a=1; b=2");
  assert.equal(Object.getPrototypeOf(cookies), null);
  assert.deepEqual({ ...cookies }, { a: "1", b: "2" });
});

Deno.test("getCookies() keeps a name like __proto__ as plain data (9.1.1)", () => {
  assert.deepEqual(Object.entries(read("__proto__=1")), [["__proto__", "1"]]);
});

Deno.test("getCookies() gives an empty object without a Cookie header (9.1.1)", () => {
  assert.deepEqual({ ...getCookies(new Headers()) }, {});
});

for (
  const [header, expected, behaviour] of [
    ["a=b=c", { a: "b=c" }, "splits at the first equals sign"],
    [" a = 1 ", { a: " 1" }, "trims names and leaves values as they are"],
    ["a=1 ; b=2", { a: "1 ", b: "2" }, "keeps a blank at the end of a value"],
    ['a="q"', { a: '"q"' }, "keeps quotation marks"],
    ["a=%20", { a: "%20" }, "does not decode"],
    ["a=1; a=2", { a: "2" }, "lets the last duplicate win"],
    ["a", { a: "" }, "takes a part without equals sign as a name with an empty value"],
    ["a=1; =x", { a: "1", "": "x" }, "reads an empty name after a blank"],
  ] as const
) {
  Deno.test(`getCookies() ${behaviour}: ${header} (9.1.1, 10.13)`, () => {
    assert.deepEqual({ ...read(header) }, expected);
  });
}

for (const header of ["", "=x", "a=1;", "a=1;;b=2"]) {
  Deno.test(`getCookies() throws SyntaxError on "${header}" (9.1.1)`, () => {
    assert.throws(() => read(header), SyntaxError);
  });
}

Deno.test("setCookie() writes all attributes in their order (9.1.2, 10.14)", () => {
  const all: Cookie = {
    name: "n",
    value: "v",
    expires: new Date(0),
    maxAge: 5,
    domain: "a.b",
    path: "/p",
    secure: true,
    httpOnly: true,
    partitioned: true,
    sameSite: "Lax",
    unparsed: ["x=y"],
  };
  assert.equal(
    write(all),
    "n=v; Secure; HttpOnly; Partitioned; Max-Age=5; Domain=a.b; SameSite=Lax; Path=/p; " +
      "Expires=Thu, 01 Jan 1970 00:00:00 GMT; x=y",
  );
});

Deno.test("setCookie() appends a header for each call (9.1.2)", () => {
  const headers = new Headers();
  setCookie(headers, { name: "a", value: "1" });
  setCookie(headers, { name: "b", value: "2" });
  assert.deepEqual(headers.getSetCookie(), ["a=1", "b=2"]);
});

Deno.test("setCookie() appends nothing for an empty name (9.1.2)", () => {
  assert.equal(write({ name: "", value: "v" }), null);
});

Deno.test("setCookie() appends nothing when it throws (9.1.4)", () => {
  const headers = new Headers();
  assert.throws(() => setCookie(headers, { name: "a", value: ";" }), SyntaxError);
  assert.deepEqual(headers.getSetCookie(), []);
});

const ATTRIBUTES: readonly [Omit<Cookie, "name" | "value">, string][] = [
  [{ expires: 1000 }, "n=v; Expires=Thu, 01 Jan 1970 00:00:01 GMT"],
  [{ expires: 0 }, "n=v"],
  [{ expires: new Date(NaN) }, "n=v; Expires=Invalid Date"],
  [{ maxAge: 0 }, "n=v; Max-Age=0"],
  [{ maxAge: 1.5 }, "n=v"],
  [{ maxAge: -1.5 }, "n=v"],
  [{ maxAge: NaN }, "n=v"],
  [{ maxAge: Infinity }, "n=v"],
  [{ path: "p" }, "n=v; Path=p"],
  [{ domain: ".a.b" }, "n=v; Domain=.a.b"],
  [{ unparsed: ["a", "b=c"] }, "n=v; a; b=c"],
];

for (const [attributes, expected] of ATTRIBUTES) {
  Deno.test(`setCookie() writes ${Deno.inspect(attributes)} as "${expected}" (9.1.2, 9.1.4)`, () => {
    assert.equal(write({ name: "n", value: "v", ...attributes }), expected);
  });
}

Deno.test("setCookie() throws RangeError on a negative maxAge (9.1.2)", () => {
  assert.throws(() => write({ name: "n", value: "v", maxAge: -1 }), RangeError);
});

Deno.test("setCookie() does not validate sameSite (9.1.2)", () => {
  const cookie = JSON.parse('{ "name": "n", "value": "v", "sameSite": "Other" }');
  assert.equal(write(cookie), "n=v; SameSite=Other");
});

Deno.test("setCookie() writes a number as value (9.1.2)", () => {
  assert.equal(write(JSON.parse('{ "name": "n", "value": 1 }')), "n=1");
});

Deno.test("setCookie() throws TypeError on a missing value (9.1.2)", () => {
  assert.throws(() => write(JSON.parse('{ "name": "n" }')), TypeError);
});

Deno.test("setCookie() makes a __Secure cookie Secure and tells the caller (9.1.3)", () => {
  const cookie: Cookie = { name: "__Secure-n", value: "v", domain: "a.b" };
  assert.equal(write(cookie), "__Secure-n=v; Secure; Domain=a.b");
  assert.equal(cookie.secure, true);
});

Deno.test("setCookie() makes a __Host cookie Secure, for this host and the whole site (9.1.3)", () => {
  const cookie: Cookie = { name: "__Host-n", value: "v", domain: "a.b", path: "/p" };
  assert.equal(write(cookie), "__Host-n=v; Secure; Path=/");
  assert.deepEqual(cookie, { name: "__Host-n", value: "v", secure: true, path: "/" });
});

Deno.test("setCookie() throws SyntaxError on names outside the grammar (9.1.4)", () => {
  for (const char of ["\0", "\n", "\x7f", "\x80", "ü", " ", ...'()@<>,;:\\"[]?={}']) {
    assert.throws(() => write({ name: `a${char}`, value: "v" }), SyntaxError, char);
  }
  const allowed = "!#$%&'*+-./09AZ^_`az|~";
  assert.equal(write({ name: allowed, value: "v" }), `${allowed}=v`);
});

Deno.test("setCookie() throws SyntaxError on values outside the grammar (9.1.4)", () => {
  for (
    const char of ["\0", "\t", "\n", "\x1f", " ", '"', ",", ";", "\\", "\x7f", "\x81", "ü", "€"]
  ) {
    assert.throws(() => write({ name: "n", value: `a${char}` }), SyntaxError, char);
  }
  const allowed = "!#$%&'()*+-./09:<=>?@AZ[]^_`az{|}~\x80";
  assert.equal(write({ name: "n", value: allowed }), `n=${allowed}`);
  assert.equal(write({ name: "n", value: "" }), "n=");
});

Deno.test("setCookie() does not show a refused value (9.1.4)", () => {
  assert.throws(() => write({ name: "n", value: "top secret" }), (error: Error) => {
    return error instanceof SyntaxError && !error.message.includes("secret");
  });
});

Deno.test("setCookie() throws SyntaxError on paths outside the grammar (9.1.4)", () => {
  for (const char of [";", "\0", "\n", "\x7f", "\x80", "ü"]) {
    assert.throws(() => write({ name: "n", value: "v", path: `/${char}` }), SyntaxError, char);
  }
});

Deno.test("setCookie() throws SyntaxError on a domain with a wrong first or last character (9.1.4)", () => {
  for (const domain of ["-a.b", "a.b.", "a.b-", "-", "."]) {
    assert.throws(() => write({ name: "n", value: "v", domain }), SyntaxError, domain);
  }
});

Deno.test("setCookie() lets no domain smuggle in another attribute", () => {
  for (const domain of ["a.b; SameSite=None", "a\nb", "ü.b"]) {
    assert.throws(() => write({ name: "n", value: "v", domain }), SyntaxError, domain);
  }
});

Deno.test("deleteCookie() sets an empty value and the epoch as end of life (9.1.5)", () => {
  const headers = new Headers();
  deleteCookie(headers, "n");
  assert.deepEqual(headers.getSetCookie(), ["n=; Expires=Thu, 01 Jan 1970 00:00:00 GMT"]);
});

Deno.test("deleteCookie() takes the attributes of the cookie to drop (9.1.5)", () => {
  const headers = new Headers();
  deleteCookie(headers, "n", {
    path: "/p",
    domain: "a.b",
    secure: true,
    httpOnly: true,
    partitioned: true,
  });
  assert.deepEqual(headers.getSetCookie(), [
    "n=; Secure; HttpOnly; Partitioned; Domain=a.b; Path=/p; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
  ]);
});
