import assert from "node:assert/strict";
import { z } from "zod";
import preact from "preact/package.json" with { type: "json" };
import { withSimulatedAws } from "../lib/aws/simulated_aws.ts";
import { HIGH_RATE_LIMITS } from "../support/rate_limits.ts";
import { storedEntries } from "../support/stored_entries.ts";
import { type ApplyBuild, buildApplication, testApplication } from "../support/test_application.ts";
import { signedIn } from "../support/test_browser.ts";

/** What a browser would make an element of, did it stand where a text is rendered. */
const VNODE = {
  type: "img",
  props: { src: "x", onerror: "alert(1)" },
  key: null,
  ref: null,
  constructor: null,
  __v: 1,
};

const INSTANCE = {
  instanceId: "i-0a1b2c3d4e5f60001",
  account: "012345678901",
  region: "us-east-1",
  platform: "linux",
  name: "web-01",
};

/** Bodies that pass, each with the names of its texts. */
const BODIES: readonly (readonly [string, object, readonly string[]])[] = [
  ["PUT /api/session/change", { number: "CHG0031001" }, ["number"]],
  ["POST /api/session/credentials", { environment: "com", credentials: "x" }, [
    "environment",
    "credentials",
  ]],
  ["POST /api/changes", { number: "CHG1", description: "d", instances: [INSTANCE] }, [
    "number",
    "description",
    "status",
  ]],
  ["POST /api/changes/compare", { number: "CHG1", instances: [INSTANCE] }, ["number"]],
  ["POST /api/executions", { scriptId: "linux/probe", targets: [INSTANCE] }, [
    "scriptId",
    "change",
  ]],
];

let apply: ApplyBuild;
Deno.test.beforeAll(async () => {
  apply = await buildApplication();
});

/** The bodies with something else where a text should be, also within the instances. */
function* malformed(): Generator<readonly [string, unknown]> {
  for (const [line, body, names] of BODIES) {
    for (const strange of [VNODE, [VNODE], [["x"]], 7, true]) {
      for (const name of names) yield [line, { ...body, [name]: strange }];
      const list = "targets" in body ? "targets" : "instances" in body ? "instances" : null;
      for (const name of list ? Object.keys(INSTANCE) : []) {
        yield [line, { ...body, [list ?? ""]: [{ ...INSTANCE, [name]: strange }] }];
      }
    }
  }
}

Deno.test(
  "X08: an object or a list where a text is expected is refused, named by its place alone",
  withSimulatedAws(async ({ simulator }) => {
    using app = await testApplication(apply, { simulator, env: HIGH_RATE_LIMITS });
    const browser = await signedIn(app, simulator);
    const before = Object.keys(await storedEntries(app.services.store));
    for (const [line, json] of malformed()) {
      const answer = await browser.send(line, { json });
      const text = await answer.text();
      assert.equal(answer.status, 422, `${line} ${JSON.stringify(json)}: ${text}`);
      assert.ok(!/onerror|alert/.test(text), text);
    }
    assert.deepEqual(Object.keys(await storedEntries(app.services.store)), before);
  }),
);

Deno.test("X08: Preact is a release that renders no object as markup (CVE-2026-22028)", () => {
  const { version } = z.object({ version: z.string() }).parse(preact);
  const [major = 0, minor = 0, patch = 0] = version.split(".").map(Number);
  assert.ok(major === 10 && (minor > 28 || (minor === 28 && patch >= 2)), version);
});

Deno.test(
  "X09: no element gets its id or name from data, so that data can stand for nothing else",
  withSimulatedAws(async ({ simulator }) => {
    using app = await testApplication(apply, { simulator, env: HIGH_RATE_LIMITS });
    const browser = await signedIn(app, simulator);
    const names = ["forms", "csrf", "body"];
    for (const number of names) {
      const json = { number, description: "cookie", instances: [{ ...INSTANCE, name: "head" }] };
      assert.equal((await browser.send("POST /api/changes", { json })).status, 201);
    }
    assert.equal(
      (await browser.send("PUT /api/session/change", { json: { number: "forms" } })).status,
      200,
    );
    const paths = ["/", "/changes", "/changes/forms", "/aws", "/aws/linux-qc-patching-prep"];
    for (const path of [...paths, "/executions"]) {
      const html = await (await browser.send(`GET ${path}`)).text();
      const given = [...html.matchAll(/ (?:id|name)="([^"]*)"/g)].map(([, name = ""]) => name);
      assert.ok(given.length > 0, path);
      const clobbering = given.filter((name) => [...names, "cookie", "head"].includes(name));
      assert.deepEqual(clobbering, [], path);
    }
  }),
);
