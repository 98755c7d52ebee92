import assert from "node:assert/strict";
import { StandingClock, withSimulatedAws } from "../aws/simulated_aws.ts";
import {
  type ApplyBuild,
  buildApplication,
  type TestApplication,
  testApplication,
} from "../../support/test_application.ts";
import { credentialFields, signedIn, visitor } from "../../support/test_browser.ts";

let apply: ApplyBuild;
Deno.test.beforeAll(async () => {
  apply = await buildApplication();
});

Deno.test("the checks come in the order of the contract: 404, 405, 403, 401, 415, 413, 400, 422", async () => {
  await withSimulatedAws(async ({ simulator }) => {
    using app = await testApplication(apply, { simulator });
    const stranger = await visitor(app);
    const browser = await signedIn(app, simulator);
    const change = "PUT /api/session/change";
    const [text, wrong] = [{ "content-type": "text/plain" }, { "x-csrf-token": "wrong" }];
    const large = "a".repeat(2 * 1_048_576);
    const untrusted = { ...text, ...wrong };
    const answers = [
      await stranger.send("PUT /api/nothing", { body: large, headers: untrusted }),
      await stranger.send("POST /api/session/change", { body: large, headers: untrusted }),
      await stranger.send(change, { body: large, headers: untrusted }),
      await stranger.send(change, { body: large, headers: text }),
      await browser.send(change, { body: large, headers: text }),
      await browser.send(change, { json: large }),
      await browser.send(change, { body: "{", headers: { "content-type": "application/json" } }),
      await browser.send(change, { json: {} }),
    ];
    const expected = [404, 405, 403, 401, 415, 413, 400, 422];
    assert.deepEqual(answers.map(({ status }) => status), expected);
    for (const { headers } of answers) assert.equal(headers.get("cache-control"), "no-store");
  })();
});

Deno.test("a page without a session leads to the sign-in and back, with its own path alone", async () => {
  using app = await testApplication(apply);
  const slashes = await app.send("GET //evil.example/..//changes");
  assert.equal(slashes.headers.get("location"), "/aws?next=%2Fchanges");
  const changes = await app.send("GET /changes?q=a%20b&next=//evil.example");
  assert.equal(changes.status, 303);
  const location = changes.headers.get("location") ?? "";
  assert.equal(location, "/aws?next=%2Fchanges%3Fq%3Da%2520b%26next%3D%2F%2Fevil.example");
  assert.equal(new URL(location, "http://localhost").searchParams.get("next")?.at(0), "/");
  for (const path of ["/", "/aws", "/api/docs"]) {
    assert.equal((await app.send(`GET ${path}`)).status, 200, path);
  }
});

Deno.test("a form's token may stand in the form, also of a file upload; a broken form is 400", async () => {
  await withSimulatedAws(async ({ simulator }) => {
    using app = await testApplication(apply, { simulator });
    const browser = await signedIn(app, simulator);
    const file = new FormData();
    file.set("_csrf", browser.token);
    file.set("file", new File(["change_number,instance_id\n"], "change.csv"));
    const headers = { "x-csrf-token": "" };
    const preview = "POST /api/changes/preview";
    assert.equal((await browser.send(preview, { body: file, headers })).status, 200);
    file.set("_csrf", "wrong");
    assert.equal((await browser.send(preview, { body: file, headers })).status, 403);
    const broken = { "content-type": "multipart/form-data; boundary=a" };
    assert.equal((await browser.send(preview, { body: "--b", headers: broken })).status, 400);
    const huge = new FormData();
    huge.set("_csrf", browser.token);
    huge.set("file", new File(["a".repeat(6 * 1_048_576)], "change.csv"));
    assert.equal((await browser.send(preview, { body: huge, headers })).status, 413);
  })();
});

/** How many requests pass before the first 429. */
async function allowed(ask: () => Promise<Response>): Promise<number> {
  for (let count = 0; count < 100; count++) {
    const answer = await ask();
    await answer.body?.cancel();
    if (answer.status !== 429) continue;
    assert.match(answer.headers.get("retry-after") ?? "", /^\d{1,2}$/);
    return count;
  }
  return 100;
}

Deno.test("D03: each kind of request has its own limit, by session when signed in", async () => {
  await withSimulatedAws(async ({ simulator }) => {
    const clock = new StandingClock();
    const env = {
      RATE_LIMIT_AUTH: "5/minute",
      RATE_LIMIT_EXECUTION: "4/minute",
      RATE_LIMIT_READ: "20/minute",
    };
    using app = await testApplication(apply, { simulator, env, clock });
    const [one, two] = [await signedIn(app, simulator), await signedIn(app, simulator)];
    const start = () => one.send("POST /api/executions", { json: {} });
    const signIn = () => one.send("POST /api/session/credentials", { json: {} });
    const read = () => one.send("GET /api/executions");
    assert.deepEqual([await allowed(start), await allowed(signIn), await allowed(read)], [
      4,
      5,
      19,
    ]);
    assert.equal((await two.send("GET /api/executions")).status, 200);
    const page = await one.send("GET /changes");
    assert.equal(page.status, 429);
    assert.match(await page.text(), /Too many requests\. Try again in 60 seconds\./);
    clock.pass(61);
    assert.equal((await read()).status, 200);
  })();
});

Deno.test("D03: signing in again does not begin the limits anew", async () => {
  await withSimulatedAws(async ({ simulator }) => {
    const env = { RATE_LIMIT_EXECUTION: "3/minute" };
    using app = await testApplication(apply, { simulator, env, clock: new StandingClock() });
    const browser = await signedIn(app, simulator);
    const start = () => browser.send("POST /api/executions", { json: {} });
    assert.equal(await allowed(start), 3);
    const json = { environment: "gov", ...credentialFields(simulator, "gov") };
    const { cookie } = browser;
    assert.equal((await browser.send("POST /api/session/credentials", { json })).status, 200);
    assert.notEqual(browser.cookie, cookie);
    await browser.refresh();
    assert.equal(await allowed(start), 0);
    const colleague = await signedIn(app, simulator);
    assert.equal((await colleague.send("POST /api/executions", { json: {} })).status, 422);
  })();
});

Deno.test("D03: credentials are tried so often from one address, signed in or not; signing out is no try", async () => {
  await withSimulatedAws(async ({ simulator }) => {
    const env = { RATE_LIMIT_AUTH: "4/minute" };
    using app = await testApplication(apply, { simulator, env, clock: new StandingClock() });
    const [one, two] = [await signedIn(app, simulator), await signedIn(app, simulator)];
    const json = { environment: "com", ...credentialFields(simulator, "com") };
    const tryOut = "POST /api/session/credentials?dryRun=true";
    const statuses = [];
    for (const browser of [one, two, one]) {
      statuses.push((await browser.send(tryOut, { json })).status);
    }
    assert.deepEqual(statuses, [200, 200, 429]);
    const page = await two.send("POST /aws", { form: { intent: "sign-out" } });
    assert.equal(page.headers.get("location"), "/aws?ended=signed-out");
  })();
});

/** Sends from an address, with what the client and the proxy say about others. */
async function fromAddress({ listen }: TestApplication, forwardedFor: string): Promise<number> {
  await using server = listen();
  const headers = { "x-forwarded-for": forwardedFor };
  const answer = await fetch(`http://127.0.0.1:${server.port}/api/session`, { headers });
  await answer.body?.cancel();
  return answer.status;
}

Deno.test("D03: X-Forwarded-For counts only behind a trusted proxy, and only its last entry", async () => {
  const limits = { APP_ENV: "development", RATE_LIMIT_READ: "2/minute" };
  using plain = await testApplication(apply, { env: limits });
  const forged = ["192.0.2.1", "192.0.2.2", "192.0.2.3"];
  const plainStatuses = [];
  for (const address of forged) plainStatuses.push(await fromAddress(plain, address));
  assert.deepEqual(plainStatuses, [200, 200, 429]);
  using proxied = await testApplication(apply, { env: { ...limits, TRUST_PROXY: "true" } });
  const statuses = [];
  for (const address of forged) statuses.push(await fromAddress(proxied, `${address}, 192.0.2.9`));
  statuses.push(await fromAddress(proxied, "192.0.2.9, 192.0.2.4"));
  assert.deepEqual(statuses, [200, 200, 429, 200]);
});

Deno.test("probes are never counted", async () => {
  using app = await testApplication(apply, { env: { RATE_LIMIT_READ: "1/hour" } });
  assert.equal(await allowed(() => app.send("GET /api/health")), 100);
});
