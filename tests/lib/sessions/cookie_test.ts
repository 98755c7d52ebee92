import assert from "node:assert/strict";
import { newSessionToken } from "@/lib/security/mod.ts";
import { clearSessionCookie, readSessionCookie, setSessionCookie } from "@/lib/sessions/mod.ts";

const token = newSessionToken();

Deno.test("the session cookie is bound to the host, hidden from scripts and other sites (S02)", () => {
  const headers = new Headers();
  setSessionCookie(headers, { token, isSecure: true });
  setSessionCookie(headers, { token, isSecure: false });
  clearSessionCookie(headers, { isSecure: true });
  assert.deepEqual(headers.getSetCookie(), [
    `__Host-pcm_session=${token}; Secure; HttpOnly; SameSite=Lax; Path=/`,
    `pcm_session=${token}; HttpOnly; SameSite=Lax; Path=/`,
    "__Host-pcm_session=; Secure; HttpOnly; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
  ]);
});

Deno.test("the session id is read from the one cookie of the right name", () => {
  const cookie = `theme=dark; pcm_session=${token}; __Host-pcm_session=other`;
  assert.equal(readSessionCookie(new Headers({ cookie }), { isSecure: false }), token);
  assert.equal(readSessionCookie(new Headers({ cookie }), { isSecure: true }), null);
  assert.equal(readSessionCookie(new Headers(), { isSecure: false }), null);
});

Deno.test("a cookie header that is doubled or malformed means signed out (S11)", () => {
  const cookies = [
    `pcm_session=${token}; pcm_session=${newSessionToken()}`,
    `pcm_session=${token}; pcm_session=${token}`,
    `pcm_session=${token};`,
    `=x; pcm_session=${token}`,
    "pcm_session",
    "pcm_session=",
    `pcm_session=${"a".repeat(8_000)}`,
    `pcm_session="${token}"`,
    `pcm_session=%00${token.slice(3)}`,
    `pcm_session=${"\u00e9".repeat(43)}`,
  ];
  for (const cookie of cookies) {
    assert.equal(readSessionCookie(new Headers({ cookie }), { isSecure: false }), null, cookie);
  }
});
