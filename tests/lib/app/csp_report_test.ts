import assert from "node:assert/strict";
import {
  type ApplyBuild,
  buildApplication,
  type TestApplication,
  testApplication,
} from "../../support/test_application.ts";

const LEVEL_TWO = "application/csp-report";
const REPORTING = "application/reports+json";

let apply: ApplyBuild;
Deno.test.beforeAll(async () => {
  apply = await buildApplication();
});

async function report(
  { send }: TestApplication,
  body: unknown,
  type = LEVEL_TWO,
): Promise<Response> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return await send("POST /api/csp-report", { body: text, headers: { "content-type": type } });
}

function violations({ log }: TestApplication) {
  return log.filter(({ message }) => message === "csp_violation").map(({ fields }) => fields);
}

Deno.test("X11: a report of either form is one line of directive and origin, and needs no session", async () => {
  using app = await testApplication(apply);
  const single = {
    "csp-report": {
      "document-uri": "https://tools.example.com/changes?secret=canary",
      "violated-directive": "script-src-elem 'self'",
      "blocked-uri": "https://evil.example/a.js?secret=canary",
      "script-sample": "canary",
    },
  };
  const several = ["inline", "data:text/html,canary", "<b>canary</b>", null].map((blockedURL) => ({
    type: "csp-violation",
    url: "https://tools.example.com/?canary",
    body: { effectiveDirective: "script-src", blockedURL, sample: "canary" },
  }));
  assert.equal((await report(app, single)).status, 204);
  assert.equal((await report(app, several, REPORTING)).status, 204);
  assert.equal((await report(app, several.slice(2), REPORTING)).status, 204);
  assert.deepEqual(violations(app), [
    { directive: "script-src-elem", blockedOrigin: "https://evil.example", others: 0 },
    { directive: "script-src", blockedOrigin: "inline", others: 3 },
    { directive: "script-src", blockedOrigin: "unknown", others: 1 },
  ]);
  assert.ok(!JSON.stringify(app.log).includes("canary"));
});

Deno.test("X11: what is no report is refused, and never more than 16 KiB of it read", async () => {
  using app = await testApplication(apply);
  const statusOf = async (body: unknown, type?: string) => (await report(app, body, type)).status;
  assert.equal(await statusOf({}, "application/json"), 415);
  assert.equal(await statusOf(`"${"a".repeat(5 * 1_048_576)}"`), 413);
  assert.equal(await statusOf("{"), 400);
  assert.equal(await statusOf({ "csp-report": [] }), 400);
  assert.deepEqual(violations(app), []);
});

Deno.test("X11: a flood of reports is refused with Retry-After, and nobody else's requests", async () => {
  using app = await testApplication(apply);
  const statuses = new Map<number, number>();
  for (let count = 0; count < 1_000; count++) {
    const answer = await report(app, { "csp-report": {} });
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
    if (answer.status === 429) assert.match(answer.headers.get("retry-after") ?? "", /^\d{1,2}$/);
  }
  assert.deepEqual([...statuses], [[204, 60], [429, 940]]);
  assert.equal(violations(app).length, 60);
  assert.equal((await app.send("GET /")).status, 200);
});
