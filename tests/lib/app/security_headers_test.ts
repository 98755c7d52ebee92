import assert from "node:assert/strict";
import { secured } from "@/lib/app/security_headers.ts";
import {
  type ApplyBuild,
  buildApplication,
  testApplication,
} from "../../support/test_application.ts";

let apply: ApplyBuild;
let applyFixture: ApplyBuild;
Deno.test.beforeAll(async () => {
  apply = await buildApplication();
  applyFixture = await buildApplication({ routeDir: "tests/fixtures/faulty_app/routes" });
});

/** The headers of every answer over https. */
const ALWAYS = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
  "referrer-policy": "same-origin",
  "strict-transport-security": "max-age=63072000; includeSubDomains",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

/** Of what is no page: nothing may load, run, frame or be sent. */
const NOTHING = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'";

const PAGE_POLICY = {
  "default-src": "'none'",
  "style-src": "'self'",
  "img-src": "'self' data:",
  "font-src": "'self'",
  "connect-src": "'self'",
  "manifest-src": "'self'",
  "form-action": "'self'",
  "base-uri": "'none'",
  "object-src": "'none'",
  "frame-ancestors": "'none'",
  "require-trusted-types-for": "'script'",
  "report-uri": "/api/csp-report",
  "report-to": "csp",
};

const NO_PAGE_POLICY = {
  "default-src": "'none'",
  "base-uri": "'none'",
  "frame-ancestors": "'none'",
  "form-action": "'none'",
};

/** A policy's directives by name. */
function directives(policy: string | null): Record<string, string> {
  return Object.fromEntries(
    (policy ?? "").split("; ").map((directive) => {
      const [name = "", ...values] = directive.split(" ");
      return [name, values.join(" ")];
    }),
  );
}

function nonceOf(policy: string | null): string {
  return directives(policy)["script-src"]?.match(/^'self' 'nonce-([0-9a-f]{32})'$/)?.[1] ?? "";
}

function assertAlways({ headers }: Response, line: string): void {
  for (const [name, value] of Object.entries(ALWAYS)) {
    assert.equal(headers.get(name), value, `${name} of ${line}`);
  }
  assert.match(headers.get("x-request-id") ?? "", /^[0-9a-f]{32}$/, line);
  for (const name of ["server", "x-powered-by", "access-control-allow-origin"]) {
    assert.equal(headers.get(name), null, `${name} of ${line}`);
  }
}

/** The address of a hashed asset, and that asset's ETag. */
async function hashedAsset(send: (line: string) => Promise<Response>) {
  const html = await (await send("GET /")).text();
  const path = html.match(/from"(\/_fresh\/js\/[^"]+)"/)?.[1] ?? "";
  const etag = (await send(`GET ${path}`)).headers.get("etag") ?? "";
  return { path, etag };
}

Deno.test("X01 X04 X12: every page, also of an error, has the headers and a policy with its own nonce", async () => {
  using app = await testApplication(applyFixture);
  const lines = ["/throws", "/renders_fault", "/refuses", "/nothing", "/%"].map((path) =>
    `GET ${path}`
  );
  const foreign = { headers: { host: "evil.example" } };
  const answers = [
    ...await Promise.all([...lines, "POST /throws", "PUT /theme.js"].map((line) => app.send(line))),
    await app.send("GET /", foreign),
  ];
  assert.deepEqual(answers.map(({ status }) => status), [500, 500, 409, 404, 400, 405, 405, 421]);
  for (const answer of answers) {
    assertAlways(answer, `${answer.status}`);
    const policy = answer.headers.get("content-security-policy");
    const nonce = nonceOf(policy);
    const { "script-src": _, ...rest } = directives(policy);
    assert.deepEqual(rest, PAGE_POLICY);
    const scripts = [...(await answer.text()).matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag);
    assert.ok(scripts.length > 0);
    for (const tag of scripts) assert.ok(tag.includes(` nonce="${nonce}"`), tag);
    assert.equal(answer.headers.get("cache-control"), "no-store");
    assert.equal(answer.headers.get("reporting-endpoints"), 'csp="/api/csp-report"');
  }
});

Deno.test("X01: HTML that is not our document may do nothing, whatever nonce it names", async () => {
  using app = await testApplication(applyFixture);
  for (const path of ["/plain", "/foreign_nonce"]) {
    const answer = await app.send(`GET ${path}`);
    const policy = directives(answer.headers.get("content-security-policy"));
    assert.deepEqual(policy, NO_PAGE_POLICY);
  }
});

Deno.test("X01: HEAD has the headers of GET", async () => {
  using app = await testApplication(apply);
  const [head, get] = await Promise.all([app.send("HEAD /"), app.send("GET /")]);
  const policyOf = (answer: Response) =>
    answer.headers.get("content-security-policy")?.replace(/nonce-\w+/, "nonce");
  assert.equal(policyOf(head), policyOf(get));
  assert.equal(await head.text(), "");
  await get.body?.cancel();
});

Deno.test("X01: whatever is no page has the headers and a policy that allows nothing", async () => {
  using app = await testApplication(applyFixture);
  using site = await testApplication(apply);
  const asset = await hashedAsset(site.send);
  const answers: readonly (readonly [number, string, Response])[] = [
    [200, "json", await site.send("GET /api/health")],
    [200, "head", await site.send("HEAD /api/health")],
    [204, "options", await site.send("OPTIONS /api/health")],
    [405, "problem", await site.send("DELETE /api/health")],
    [404, "problem", await site.send("GET /api/nothing")],
    [400, "problem", await site.send("GET /api/%")],
    [421, "problem", await site.send("GET /api/nothing", { headers: { host: "evil.example" } })],
    [500, "problem", await app.send("GET /api/throws")],
    [200, "static", await site.send("GET /theme.js")],
    [200, "static", await site.send("GET /styles.css")],
    [200, "hashed", await site.send(`GET ${asset.path}`)],
    [
      304,
      "hashed",
      await site.send(`GET ${asset.path}`, {
        headers: { "if-none-match": asset.etag },
      }),
    ],
    [307, "stale", await site.send("GET /theme.js?__frsh_c=0")],
    [404, "favicon", await site.send("GET /favicon.ico")],
  ];
  for (const [status, kind, answer] of answers) {
    assert.equal(answer.status, status, kind);
    assertAlways(answer, `${status} ${kind}`);
    assert.equal(answer.headers.get("content-security-policy"), NOTHING, `${status} ${kind}`);
    assert.equal(answer.headers.get("set-cookie"), null, `${status} ${kind}`);
  }
});

Deno.test("X10: a file that is saved is in a sandbox too, should a browser show it all the same", async () => {
  using app = await testApplication(apply);
  const policyOf = async (disposition: string) => {
    const headers = { "content-type": "text/html", "content-disposition": disposition };
    const answer = await secured(new Response("<p>", { headers }), app.services.config);
    return answer.headers.get("content-security-policy");
  };
  for (const disposition of ['attachment; filename="a.html"', "Attachment"]) {
    assert.equal(await policyOf(disposition), `${NOTHING}; sandbox`);
  }
  assert.equal(await policyOf('inline; filename="attachment"'), NOTHING);
});

Deno.test("X02: no nonce of 10,000 renders comes twice, and no render may be kept", async () => {
  using app = await testApplication(apply, { env: { RATE_LIMIT_READ: "20000/minute" } });
  const nonces = new Set<string>();
  for (let render = 0; render < 10_000; render++) {
    const { headers } = await app.send("GET /");
    nonces.add(nonceOf(headers.get("content-security-policy")));
    assert.equal(headers.get("cache-control"), "no-store");
  }
  assert.equal(nonces.size, 10_000);
  assert.ok(!nonces.has(""));
});

Deno.test("X03: pages hold no inline handler, style attribute or script address", async () => {
  using app = await testApplication(apply);
  using faulty = await testApplication(applyFixture);
  const bans = [/<[^>]+\son\w+=/i, /<[^>]+\sstyle=/i, /<style/i, /javascript:/i];
  const planted = ['<a onclick="b()">', '<p style="">', "<style>", '<a href="JavaScript:b()">'];
  bans.forEach((ban, index) => assert.match(planted[index] ?? "", ban));
  const sites = [
    [app, "/"],
    [app, "/nothing"],
    [faulty, "/throws"],
    [faulty, "/refuses"],
  ] as const;
  for (const [site, path] of sites) {
    const html = await (await site.send(`GET ${path}`)).text();
    for (const ban of bans) assert.doesNotMatch(html, ban, path);
    const inline = [...html.matchAll(/<script\b(?![^>]*\ssrc=)[^>]*>/g)].map(([tag]) => tag);
    assert.ok(inline.every((tag) => tag.startsWith('<script type="module" nonce="')));
  }
});

Deno.test("HSTS is for https origins alone", async () => {
  using app = await testApplication(apply, { env: { PUBLIC_ORIGIN: "http://127.0.0.1:8500" } });
  const { headers } = await app.send("GET /");
  assert.equal(headers.get("strict-transport-security"), null);
});

Deno.test("R14: with ENABLE_XSS_PROTECTION=false the same policies only report, and the page says so", async () => {
  using app = await testApplication(apply, { env: { ENABLE_XSS_PROTECTION: "false" } });
  const page = await app.send("GET /");
  assert.equal(page.headers.get("content-security-policy"), null);
  assert.notEqual(nonceOf(page.headers.get("content-security-policy-report-only")), "");
  assert.match(await page.text(), /Report only: ENABLE_XSS_PROTECTION switched off\./);
  const health = await app.send("GET /api/health");
  assert.equal(health.headers.get("content-security-policy-report-only"), NOTHING);
  assert.equal(health.headers.get("x-content-type-options"), "nosniff");
});

Deno.test("hashed assets are kept for a year, everything else for no time", async () => {
  using app = await testApplication(apply);
  const asset = await hashedAsset(app.send);
  const cacheOf = async (line: string, init?: RequestInit) =>
    (await app.send(line, init)).headers.get("cache-control");
  const stylesheet = (await (await app.send("GET /")).text()).match(/"(\/styles\.css[^"]+)"/)?.[1];
  const immutable = "public, max-age=31536000, immutable";
  for (const path of [asset.path, stylesheet]) {
    assert.equal(await cacheOf(`GET ${path}`), immutable);
  }
  assert.match(await cacheOf("GET /styles.css") ?? "", /no-store/);
  for (const path of ["/", "/api/health", "/api/ready", "/nothing", "/api/nothing", "/%"]) {
    assert.equal(await cacheOf(`GET ${path}`), "no-store", path);
  }
  // A 304 renews the headers of the copy that the browser keeps (RFC 9111, 4.3.4).
  const renewed = await cacheOf(`GET ${asset.path}`, { headers: { "if-none-match": asset.etag } });
  assert.equal(renewed, null);
});
