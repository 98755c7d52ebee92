import assert from "node:assert/strict";
import {
  type ApplyBuild,
  buildApplication,
  testApplication,
} from "../../support/test_application.ts";
import { INTERNAL, SECRET_ACCESS_KEY } from "../../fixtures/faulty_app/faults.ts";

const GENERIC = "Something went wrong on our side. The log has the details under this request id.";

let apply: ApplyBuild;
Deno.test.beforeAll(async () => {
  apply = await buildApplication({ routeDir: "tests/fixtures/faulty_app/routes" });
});

/** Asserts that a text tells nothing of the inside. */
function assertSilent(text: string): void {
  for (const word of [INTERNAL, SECRET_ACCESS_KEY, "Error:", "file://", ".ts:", "    at "]) {
    assert.ok(!text.includes(word), `found "${word}" in ${text}`);
  }
}

Deno.test("R16 L02: a fault on a page becomes a page with the request id and nothing else, and one log line", async () => {
  for (const path of ["/throws", "/renders_fault"]) {
    using app = await testApplication(apply);
    const response = await app.send(`GET ${path}`);
    const html = await response.text();
    const requestId = response.headers.get("x-request-id") ?? "";
    assert.equal(response.status, 500);
    assert.match(response.headers.get("content-type") ?? "", /^text\/html/);
    assert.match(requestId, /^[0-9a-f]{32}$/);
    assert.match(html, /<title>Internal Server Error · PCM-Ops Tools<\/title>/);
    for (const text of [GENERIC, `<code>${requestId}</code>`]) assert.ok(html.includes(text));
    assertSilent(html);
    const [line, ...others] = app.log.filter(({ level }) => level === "ERROR");
    assert.deepEqual(others, []);
    assert.deepEqual({ ...line?.fields, error: undefined }, {
      requestId,
      method: "GET",
      path,
      error: undefined,
    });
    const text = JSON.stringify(line?.fields.error);
    assert.ok(text.includes(INTERNAL) && text.includes("faults.ts"), "the log has the details");
    assert.ok(!text.includes(SECRET_ACCESS_KEY), "the log masks secrets");
  }
});

Deno.test("R16: a fault of the API becomes a problem document and one log line", async () => {
  using app = await testApplication(apply);
  const response = await app.send("GET /api/throws?a=1");
  assert.equal(response.status, 500);
  assert.equal(response.headers.get("content-type"), "application/problem+json");
  assert.deepEqual(await response.json(), {
    type: "about:blank",
    title: "Internal Server Error",
    status: 500,
    detail: GENERIC,
    instance: "/api/throws",
  });
  const errors = app.log.filter(({ level }) => level === "ERROR");
  assert.deepEqual(errors.map(({ fields }) => [fields.requestId, fields.path]), [
    [response.headers.get("x-request-id"), "/api/throws"],
  ]);
});

Deno.test("an AppError shows its public text, status and headers, and is no fault in the log", async () => {
  using app = await testApplication(apply);
  const page = await app.send("GET /refuses");
  const html = await page.text();
  assert.deepEqual([page.status, page.headers.get("retry-after")], [409, "7"]);
  assert.ok(html.includes("A change of this number exists."));
  assertSilent(html);
  const problem = await app.send("GET /api/refuses");
  assert.deepEqual([problem.status, problem.headers.get("retry-after")], [409, "7"]);
  assert.deepEqual(await problem.json(), {
    type: "about:blank",
    title: "Conflict",
    status: 409,
    detail: "A change of this number exists.",
    instance: "/api/refuses",
    errors: [{ path: "number", message: "exists already" }],
  });
  assert.deepEqual(app.log.filter(({ level }) => level !== "DEBUG"), []);
});

Deno.test("what is not there is a page, and for the API a problem document, also with doubled slashes", async () => {
  using app = await testApplication(apply);
  const page = await app.send("GET /nothing");
  assert.equal(page.status, 404);
  assert.match(await page.text(), /<h1>Not Found<\/h1>.*There is nothing at this address\./s);
  for (const path of ["/api/nothing", "//api//nothing"]) {
    const problem = await app.send(`GET ${path}`);
    assert.equal(problem.status, 404);
    assert.deepEqual(await problem.json(), {
      type: "about:blank",
      title: "Not Found",
      status: 404,
      detail: "There is nothing at this address.",
      instance: "/api/nothing",
    });
  }
  assert.deepEqual(app.log.filter(({ level }) => level !== "DEBUG"), []);
});

Deno.test("every answer has a request id of its own, which no client can choose", async () => {
  using app = await testApplication(apply);
  const headers = { "x-request-id": "0".repeat(32) };
  const answers = await Promise.all(
    ["/plain", "/api/nothing", "/nothing", "/%"].map((path) =>
      app.send(`GET ${path}`, { headers })
    ),
  );
  const ids = answers.map((answer) => answer.headers.get("x-request-id"));
  assert.equal(new Set([...ids, headers["x-request-id"]]).size, answers.length + 1);
});

Deno.test("L02 I16: the log has one line a request, without query, headers or body", async () => {
  using app = await testApplication(apply);
  const canary = "canary-of-a-request";
  const headers = { authorization: canary, cookie: `a=${canary}`, "user-agent": canary };
  await app.send(`GET /plain?a=${canary}`, { headers });
  await app.send(`POST /api/upload?a=${canary}`, { headers, body: canary });
  await app.send("GET /a%0d%0a%1b[31m", { headers });
  assert.deepEqual(app.log.map(({ fields }) => fields.path), [
    "/plain",
    "/api/upload",
    "/a%0d%0a%1b[31m",
  ]);
  assert.ok(!JSON.stringify(app.log).includes(canary));
});
