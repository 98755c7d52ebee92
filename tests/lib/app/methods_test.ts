import assert from "node:assert/strict";
import { sendRaw } from "../../support/raw_http.ts";
import {
  type ApplyBuild,
  buildApplication,
  HOST,
  testApplication,
} from "../../support/test_application.ts";

let apply: ApplyBuild;
let applyFixture: ApplyBuild;
Deno.test.beforeAll(async () => {
  apply = await buildApplication();
  applyFixture = await buildApplication({ routeDir: "tests/fixtures/faulty_app/routes" });
});

Deno.test("D04: an API route answers methods it lacks, and unknown ones, with 405 and Allow", async () => {
  using app = await testApplication(apply);
  await using server = app.listen();
  for (const path of ["/api/health", "/api/ready"]) {
    for (const method of ["PUT", "DELETE", "PATCH", "POST", "TRACE", "PROPFIND", "get"]) {
      const head = [`${method} ${path} HTTP/1.1`, `Host: ${HOST}`];
      const { status, headers, body } = await sendRaw(server.port, { head });
      assert.equal(status, 405, `${method} ${path}`);
      assert.equal(headers.get("allow"), "GET, HEAD, OPTIONS");
      assert.equal(headers.get("content-type"), "application/problem+json");
      assert.deepEqual(JSON.parse(body), {
        type: "about:blank",
        title: "Method Not Allowed",
        status: 405,
        detail: "This address answers GET, HEAD, OPTIONS only.",
        instance: path,
      });
    }
  }
});

Deno.test("D04: pages and static files refuse other methods with a page and Allow", async () => {
  using app = await testApplication(applyFixture);
  await using server = app.listen();
  const cases = [
    ["POST /throws", "GET, HEAD, OPTIONS"],
    ["TRACE /throws", "GET, HEAD, OPTIONS"],
    ["TRACE /plain", "GET, HEAD"],
    ["TRACE /theme.js", "GET, HEAD"],
    ["PUT /theme.js", "GET, HEAD"],
    ["OPTIONS /theme.js", "GET, HEAD"],
  ] as const;
  for (const [line, allow] of cases) {
    const head = [`${line} HTTP/1.1`, `Host: ${HOST}`];
    const { status, headers, body } = await sendRaw(server.port, { head });
    assert.deepEqual([status, headers.get("allow")], [405, allow], line);
    assert.match(body, /<h1>Method Not Allowed<\/h1>/);
  }
});

Deno.test("D04: CONNECT, asterisks and smuggling attempts reach no route", async () => {
  using app = await testApplication(apply);
  await using server = app.listen();
  const cases = [
    [405, `CONNECT ${HOST} HTTP/1.1`, `Host: ${HOST}`],
    [421, "CONNECT evil.example:443 HTTP/1.1", "Host: evil.example:443"],
    [404, "OPTIONS * HTTP/1.1", `Host: ${HOST}`],
    [400, "POST / HTTP/1.1", `Host: ${HOST}`, "Content-Length: 3", "Transfer-Encoding: chunked"],
    [400, "POST / HTTP/1.1", `Host: ${HOST}`, "Content-Length: 3", "Content-Length: 4"],
    [400, "POST / HTTP/1.1", `Host: ${HOST}`, "Content-Length: -1"],
  ] as const;
  for (const [status, ...head] of cases) {
    assert.equal((await sendRaw(server.port, { head })).status, status, head.join());
  }
});

Deno.test("OPTIONS tells what is allowed, HEAD answers as GET does without a body", async () => {
  using app = await testApplication(applyFixture);
  for (const [path, allow] of [["upload", "OPTIONS, POST"], ["refuses", "GET, HEAD, OPTIONS"]]) {
    const options = await app.send(`OPTIONS /api/${path}`);
    assert.deepEqual([options.status, options.headers.get("allow")], [204, allow]);
  }
  assert.equal((await app.send("HEAD /api/upload")).status, 405);
  assert.equal((await app.send("OPTIONS /api/nothing")).status, 404);
  using site = await testApplication(apply);
  await using server = site.listen();
  for (const path of ["/", "/api/health", "/nothing", "/api/nothing", "/theme.js", "/%"]) {
    const [head, get] = await Promise.all(
      ["HEAD", "GET"].map((method) =>
        sendRaw(server.port, { head: [`${method} ${path} HTTP/1.1`, `Host: ${HOST}`] })
      ),
    );
    assert.deepEqual([head?.status, head?.body], [get?.status, ""], path);
    assert.equal(head?.headers.get("content-type"), get?.headers.get("content-type"));
    assert.notEqual(get?.body, "");
  }
});
