import assert from "node:assert/strict";
import { sendRaw } from "../../support/raw_http.ts";
import {
  type ApplyBuild,
  buildApplication,
  HOST,
  testApplication,
} from "../../support/test_application.ts";

let apply: ApplyBuild;
Deno.test.beforeAll(async () => {
  apply = await buildApplication();
});

const ours = `Host: ${HOST}`;

Deno.test("malformed percent-encoding is 400: a page, and for the API a problem document", async () => {
  using app = await testApplication(apply);
  for (const path of ["/%", "/%ff", "/a%2", "/%c3%28", "/theme.js%", "/_fresh/js/%zz"]) {
    const response = await app.send(`GET ${path}`);
    assert.equal(response.status, 400, path);
    assert.match(await response.text(), /The address of this request cannot be read\./);
  }
  const problem = await app.send("GET /api/%ff");
  assert.deepEqual([problem.status, (await problem.json()).instance], [400, "/api/%ff"]);
});

const STRANGE_PATHS = [
  "/..%2fdeno.json",
  "/..%2f..%2f..%2f..%2fetc%2fpasswd",
  "/%2e%2e%2fmain.ts",
  "/%2e%2e/%2e%2e/etc/passwd",
  "/..%5cdeno.json",
  "/..\\deno.json",
  "/%5c%5cserver%5cshare%5ca",
  "/%252e%252e%252fdeno.json",
  "/%25%32%65%25%32%65/deno.json",
  "/..%c0%af..%c0%afetc/passwd",
  "/theme.js%00",
  "/%00",
  "/a%00.js",
  "/....//....//deno.json",
  "/static/theme.js",
  "/deno.json",
  "/deno.lock",
  "/main.ts",
  "/lib/app/mod.ts",
  "/data/pcm-ops.kv",
  "/data/dev-secret-key",
  "/_fresh/server.js",
  "/_fresh/snapshot.js",
  "/.env",
  "/.env.example",
  "/.git/config",
  "/.git/HEAD",
  "/%2egit/config",
  "/.well-known/../.env",
  "/theme.js.map",
  "/_fresh/js/theme.js.map",
  "/metrics/../.env",
  "/debug",
  "/server-status",
  "/theme.js/..%2f..%2fdeno.json",
  "/api/..%2f..%2fdeno.json",
  "/api/health%2f..%2fready",
  "/con",
  "/a:b",
  `/${"long".repeat(500)}`,
];

Deno.test("I07 D05: no path leads out of the static files, to dotfiles, sources or data", async () => {
  using app = await testApplication(apply);
  await using server = app.listen();
  for (const path of STRANGE_PATHS) {
    for (const prefix of ["", "/_fresh/js", "/."]) {
      const head = [`GET ${prefix}${path} HTTP/1.1`, ours];
      const { status, body } = await sendRaw(server.port, { head });
      assert.ok([400, 404].includes(status), `${prefix}${path}: ${status}`);
      assert.ok(!/root:|"tasks"|import |\[core\]/.test(body), path);
    }
  }
  assert.deepEqual(app.log.filter(({ level }) => level === "ERROR"), []);
});

Deno.test("I09: a request for another host is refused, however it is told", async () => {
  using app = await testApplication(apply);
  await using server = app.listen();
  const cases = [
    ["GET / HTTP/1.1", "Host: evil.example"],
    ["GET / HTTP/1.1", `Host: ${HOST}.evil.example`],
    ["GET / HTTP/1.1", `Host: evil.example@${HOST}`],
    ["GET / HTTP/1.1", `Host: ${HOST}@evil.example`],
    ["GET / HTTP/1.1", `Host: ${HOST}:8500`],
    ["GET / HTTP/1.1", `Host: ${HOST}/a`],
    ["GET / HTTP/1.1", "Host: localhost"],
    ["GET / HTTP/1.1", "Host: 127.0.0.1"],
    ["GET / HTTP/1.1", "Host:"],
    ["GET / HTTP/1.1"],
    ["GET / HTTP/1.0"],
    ["GET / HTTP/1.1", "Host: evil.example", `X-Forwarded-Host: ${HOST}`],
    ["GET http://evil.example/ HTTP/1.1", ours],
    ["GET https://evil.example/ HTTP/1.1", ours],
    [`GET http://${HOST}/ HTTP/1.1`, "Host: evil.example"],
    [`GET http://${HOST}@evil.example/ HTTP/1.1`, ours],
    ["GET /api/nothing HTTP/1.1", "Host: evil.example"],
    ["GET /theme.js HTTP/1.1", "Host: evil.example"],
    ["GET /api/health/x HTTP/1.1", "Host: evil.example"],
  ];
  for (const head of cases) {
    const { status, body } = await sendRaw(server.port, { head });
    assert.equal(status, 421, head.join());
    assert.ok(!body.includes("evil.example"), "the answer does not repeat the host");
    assert.match(body, /This server does not answer for the host name in the request\./);
  }
});

Deno.test("I09: a host that is none, or stands there twice, is 400 and no fault", async () => {
  using app = await testApplication(apply);
  await using server = app.listen();
  const cases = [["Host: a b"], ["Host: [::"], ["Host: a:99999"], [ours, "Host: evil.example"]];
  for (const hosts of [...cases, ["Host: evil.example", ours]]) {
    const { status } = await sendRaw(server.port, { head: ["GET / HTTP/1.1", ...hosts] });
    assert.equal(status, 400, hosts.join());
  }
  assert.deepEqual(app.log.filter(({ level }) => level === "ERROR"), []);
});

Deno.test("I09: our host is answered in any case, and as the target itself", async () => {
  using app = await testApplication(apply);
  await using server = app.listen();
  const cases = [
    ["GET / HTTP/1.1", ours],
    ["GET / HTTP/1.1", `Host: ${HOST.toUpperCase()}`],
    ["GET / HTTP/1.1", `Host: ${HOST}:443`],
    ["GET / HTTP/1.1", ours, "X-Forwarded-Host: evil.example", "X-Forwarded-Proto: ftp"],
    [`GET http://${HOST}/ HTTP/1.1`, ours],
  ];
  for (const head of cases) {
    const { status, body } = await sendRaw(server.port, { head });
    assert.equal(status, 200, head.join());
    assert.ok(!body.includes("evil.example"));
  }
});

Deno.test("I09: a forwarded host counts for nothing, also behind a trusted proxy", async () => {
  using app = await testApplication(apply, { env: { TRUST_PROXY: "true" } });
  await using server = app.listen();
  const statusOf = async (...hosts: readonly string[]) =>
    (await sendRaw(server.port, { head: ["GET / HTTP/1.1", ...hosts] })).status;
  assert.equal(await statusOf("Host: evil.example", `X-Forwarded-Host: ${HOST}`), 421);
  assert.equal(await statusOf(ours, "X-Forwarded-Host: evil.example"), 200);
});

Deno.test("I09: the two probes are answered by any name, so that load balancers can ask", async () => {
  using app = await testApplication(apply);
  await using server = app.listen();
  for (const path of ["/api/health", "/api/ready"]) {
    const head = [`GET ${path} HTTP/1.1`, "Host: 10.0.0.1:8500"];
    assert.equal((await sendRaw(server.port, { head })).status, 200);
  }
});

Deno.test("I09: in development this machine's own names are ours too, and no others", async () => {
  const env = { APP_ENV: "development", PUBLIC_ORIGIN: "http://127.0.0.1:8500" };
  using app = await testApplication(apply, { env });
  await using server = app.listen();
  const statusOf = async (host: string) =>
    (await sendRaw(server.port, { head: ["GET / HTTP/1.1", `Host: ${host}`] })).status;
  for (const host of ["localhost", "localhost:1", "127.0.0.1:8500", "[::1]:8500", "LOCALHOST"]) {
    assert.equal(await statusOf(host), 200, host);
  }
  for (const host of ["localhost.evil.example", "evil.example", "127.0.0.1.nip.io", "10.0.0.1"]) {
    assert.equal(await statusOf(host), 421, host);
  }
});
