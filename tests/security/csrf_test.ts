import assert from "node:assert/strict";
import { StandingClock, withSimulatedAws } from "../lib/aws/simulated_aws.ts";
import { siteRoutes } from "../support/site_routes.ts";
import { storedEntries } from "../support/stored_entries.ts";
import {
  type ApplyBuild,
  buildApplication,
  HOST,
  type TestApplication,
  testApplication,
} from "../support/test_application.ts";
import { credentialFields, signedIn, visitor } from "../support/test_browser.ts";

const UNSAFE = ["POST", "PUT", "PATCH", "DELETE"];
/** Browsers send these by themselves. */
const EXEMPT = ["/api/csp-report"];
const CHANGE = "PUT /api/session/change";
const json = { number: null };
/** The crawls ask more than a person does. */
const env = { RATE_LIMIT_READ: "20000/minute", RATE_LIMIT_EXECUTION: "20000/minute" };

let apply: ApplyBuild;
Deno.test.beforeAll(async () => {
  apply = await buildApplication();
});

/** The reasons of the refusals in the log. */
function reasons({ log }: TestApplication): readonly unknown[] {
  return log.filter(({ message }) => message === "malicious_csrf").map(({ fields }) =>
    fields.reason
  );
}

Deno.test(
  "C01: no route does anything for an unsafe request without the token",
  withSimulatedAws(async ({ simulator, control }) => {
    using app = await testApplication(apply, { simulator, env });
    const browser = await signedIn(app, simulator);
    const [entries, ledger] = [await storedEntries(app.services.store), await control("ledger")];
    let refused = 0;
    for (const { path } of siteRoutes().filter(({ path }) => !EXEMPT.includes(path))) {
      for (const method of UNSAFE) {
        for (const request of [{ json: {} }, { form: { _csrf: "" } }]) {
          const headers = { "x-csrf-token": "" };
          const { status } = await browser.send(`${method} ${path}`, { ...request, headers });
          assert.ok(status === 403 || status === 405, `${method} ${path}: ${status}`);
          if (status === 403) refused++;
        }
      }
    }
    assert.ok(refused >= 20, `${refused} refusals`);
    assert.equal(reasons(app).length, refused);
    assert.deepEqual(await storedEntries(app.services.store), entries);
    assert.deepEqual(await control("ledger"), ledger);
  }),
);

Deno.test(
  "C02: only the session's own, whole, unchanged token counts",
  withSimulatedAws(async ({ simulator }) => {
    using app = await testApplication(apply, { simulator, env });
    const [other, browser] = [await signedIn(app, simulator), await visitor(app)];
    const beforeSignIn = browser.token;
    const credentials = { environment: "com", ...credentialFields(simulator, "com") };
    await browser.send("POST /api/session/credentials", { json: credentials });
    const { token } = await browser.refresh();
    assert.equal((await browser.send(CHANGE, { json })).status, 200);
    const flipped = `${token.startsWith("A") ? "B" : "A"}${token.slice(1)}`;
    const wrong = [other.token, beforeSignIn, flipped, token.slice(1), `${token}A`, "A".repeat(86)];
    for (const each of wrong) {
      const headers = { "x-csrf-token": each };
      assert.equal((await browser.send(CHANGE, { json, headers })).status, 403, each);
    }
    await browser.send("POST /api/session/credentials", { json: credentials });
    assert.equal((await browser.send(CHANGE, { json })).status, 403, "the token before");
    await browser.refresh();
    assert.equal((await browser.send(CHANGE, { json })).status, 200);
    assert.ok(!JSON.stringify(app.log).includes(token));
  }),
);

Deno.test(
  "C03: a foreign Origin is refused, and a foreign Referer where there is no Origin",
  withSimulatedAws(async ({ simulator }) => {
    using app = await testApplication(apply, { simulator, env });
    const browser = await signedIn(app, simulator);
    const foreign = [
      "https://evil.example",
      "null",
      `https://evil.${HOST}`,
      "https://example.com",
      `https://${HOST}:8443`,
      `http://${HOST}`,
      `https://${HOST}.evil.example`,
      `https://${HOST}@evil.example`,
    ];
    for (const origin of foreign) {
      const answer = await browser.send(CHANGE, { json, headers: { origin } });
      assert.equal(answer.status, 403, origin);
      const headers = { origin: "", referer: `${origin}/changes` };
      assert.equal((await browser.send(CHANGE, { json, headers })).status, 403, origin);
    }
    const headers = { origin: "", "sec-fetch-site": "", referer: `https://${HOST}/changes` };
    assert.equal((await browser.send(CHANGE, { json, headers })).status, 200);
    assert.deepEqual(new Set(reasons(app)), new Set(["foreign_origin"]));
  }),
);

Deno.test(
  "C04: another site, or a request that says nothing of where it comes from, is refused",
  withSimulatedAws(async ({ simulator }) => {
    using app = await testApplication(apply, { simulator, env });
    const browser = await signedIn(app, simulator);
    for (const site of ["cross-site", "same-site", "none", "same-origin, same-origin"]) {
      for (const origin of [browser.origin, ""]) {
        const headers = { origin, "sec-fetch-site": site };
        assert.equal((await browser.send(CHANGE, { json, headers })).status, 403, site);
      }
    }
    const nothing = { origin: "", "sec-fetch-site": "" };
    assert.equal((await browser.send(CHANGE, { json, headers: nothing })).status, 403);
    assert.deepEqual(new Set(reasons(app)), new Set(["foreign_site", "no_origin"]));
    const siteAlone = { origin: "" };
    assert.equal((await browser.send(CHANGE, { json, headers: siteAlone })).status, 200);
  }),
);

Deno.test(
  "C05: what takes JSON takes nothing else",
  withSimulatedAws(async ({ simulator }) => {
    using app = await testApplication(apply, { simulator, env });
    const browser = await signedIn(app, simulator);
    const entries = await storedEntries(app.services.store);
    const lines = ["POST /api/session/credentials", CHANGE, "POST /api/executions"];
    const body = JSON.stringify({ number: null });
    for (const line of lines) {
      const types = ["text/plain", "application/x-www-form-urlencoded", "application/jsonp"];
      for (const type of types) {
        const answer = await browser.send(line, { body, headers: { "content-type": type } });
        assert.equal(answer.status, 415, `${line} as ${type}`);
      }
      const form = new FormData();
      form.set("number", "CHG0031001");
      assert.equal((await browser.send(line, { body: form })).status, 415, `${line} as a form`);
      const untyped = new TextEncoder().encode(body);
      assert.equal((await browser.send(line, { body: untyped })).status, 415, `${line} untyped`);
    }
    assert.deepEqual(await storedEntries(app.services.store), entries);
  }),
);

Deno.test(
  "C06: reading changes nothing, whatever method a header asks for",
  withSimulatedAws(async ({ simulator, control }) => {
    using app = await testApplication(apply, { simulator, env });
    const browser = await signedIn(app, simulator);
    // What asks AWS may read there.
    const done = async () => {
      const { sends, runs } = await control<{ sends: unknown[]; runs: unknown[] }>("ledger");
      return { sends, runs };
    };
    const [entries, before] = [await storedEntries(app.services.store), await done()];
    const headers = {
      "x-http-method-override": "DELETE",
      "x-http-method": "DELETE",
      "x-method-override": "DELETE",
    };
    for (const { path } of siteRoutes().filter(({ path }) => path !== "/api/ready")) {
      for (const method of ["GET", "HEAD", "OPTIONS"]) {
        const { status } = await browser.send(`${method} ${path}?_method=DELETE`, { headers });
        assert.ok(status < 500, `${method} ${path}: ${status}`);
      }
    }
    assert.deepEqual(await storedEntries(app.services.store), entries);
    assert.deepEqual(await done(), before);
  }),
);

Deno.test(
  "C07: a foreign page can neither sign its visitor in nor out",
  withSimulatedAws(async ({ simulator }) => {
    using app = await testApplication(apply, { simulator, env });
    const stranger = await visitor(app);
    const signIn = { environment: "com", ...credentialFields(simulator, "com") };
    const foreign = { origin: "https://evil.example", "sec-fetch-site": "cross-site" };
    const withoutToken = { "x-csrf-token": "" };
    for (const headers of [foreign, withoutToken]) {
      const answer = await stranger.send("POST /api/session/credentials", {
        json: signIn,
        headers,
      });
      assert.equal(answer.status, 403);
    }
    stranger.cookie = "";
    const uncookied = await stranger.send("POST /api/session/credentials", { json: signIn });
    assert.equal(uncookied.status, 403);
    const browser = await signedIn(app, simulator);
    for (const headers of [foreign, withoutToken]) {
      assert.equal((await browser.send("DELETE /api/session", { headers })).status, 403);
    }
    assert.equal((await browser.send(CHANGE, { json })).status, 200);
  }),
);

Deno.test("C08: no answer invites another origin", async () => {
  using app = await testApplication(apply, { env });
  const origins = ["https://evil.example", "null", `https://evil.${HOST}`, `http://${HOST}`];
  for (const { path } of siteRoutes()) {
    for (const origin of origins) {
      const headers = {
        origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "x-csrf-token",
      };
      const answer = await app.send(`OPTIONS ${path}`, { headers });
      for (const name of answer.headers.keys()) {
        assert.ok(!name.startsWith("access-control-"), `${path}: ${name}`);
      }
    }
  }
});

Deno.test(
  "R14: with ENABLE_CSRF_TOKENS=false forgeries are reported and pass",
  withSimulatedAws(async ({ simulator }) => {
    using app = await testApplication(apply, {
      simulator,
      env: { ENABLE_CSRF_TOKENS: "false" },
    });
    const browser = await signedIn(app, simulator);
    const headers = { "x-csrf-token": "" };
    assert.equal((await browser.send(CHANGE, { json, headers })).status, 200);
    const warning = app.log.find(({ message }) => message === "malicious_csrf");
    assert.equal(warning?.level, "WARN");
    assert.deepEqual([warning.fields.reason, warning.fields.isEnforced], ["no_token", false]);
  }),
);

Deno.test("in development a loopback name of this server is its own origin", async () => {
  const env = { APP_ENV: "development", PUBLIC_ORIGIN: "http://127.0.0.1:8500" };
  using app = await testApplication(apply, { env });
  await using server = app.listen();
  const browser = await visitor(app);
  const statusOf = async (origin: string) => {
    const url = `http://localhost:${server.port}/api/session`;
    const headers = { origin, cookie: browser.cookie, "x-csrf-token": browser.token };
    const answer = await fetch(url, { method: "DELETE", headers });
    await answer.body?.cancel();
    return answer.status;
  };
  assert.equal(await statusOf(`http://localhost:${server.port}`), 401);
  assert.equal(await statusOf(`http://localhost:${server.port + 1}`), 403);
  assert.equal(await statusOf("http://evil.example"), 403);
});

Deno.test("D01: who is signed out cannot make the process read a large form", async () => {
  using app = await testApplication(apply, { env });
  const browser = await visitor(app);
  const credentials = "x".repeat(300 * 1024);
  const form = { _csrf: browser.token, intent: "sign-in", credentials };
  const { status } = await browser.send("POST /aws", { form });
  assert.equal(status, 413);
});

Deno.test("D03: forged requests of one address are counted before their forms are read", async () => {
  using app = await testApplication(apply, { env: { RATE_LIMIT_READ: "5/minute" } });
  const browser = await visitor(app);
  const statuses: number[] = [];
  for (let sent = 0; sent < 6; sent++) {
    const { status } = await browser.send("POST /api/executions", { form: { _csrf: "" } });
    statuses.push(status);
  }
  assert.deepEqual([statuses[0], statuses.at(-1)], [403, 429]);
});

Deno.test(
  "S04 C01: a form of a session that has ended is not done, and leads to signing in and back",
  withSimulatedAws(async ({ simulator }) => {
    const clock = new StandingClock();
    using app = await testApplication(apply, { simulator, env, clock });
    const browser = await signedIn(app, simulator);
    const { cookie } = browser;
    clock.pass(31 * 60);
    const next = "/aws/linux-qc-patching-prep?state=online";
    const form = { intent: "clear", next };
    const first = await browser.send("POST /changes", { form });
    const query = new URLSearchParams({ next, ended: "idle", unsent: "1" });
    assert.deepEqual([first.status, first.headers.get("location")], [303, `/aws?${query}`]);
    const page = await app.send(`GET /aws?${query}`);
    const said = /Your session ended \(30 min without use\)\. Sign in and send it again\./;
    assert.match(await page.text(), said);
    // Another tab still has the cookie; the record of the session is gone.
    browser.cookie = cookie;
    const again = await browser.send("POST /changes/CHG0031001", { form: { intent: "delete" } });
    assert.equal(again.headers.get("location"), "/aws?next=%2Fchanges%2FCHG0031001&unsent=1");
    browser.cookie = cookie;
    assert.equal((await browser.send(CHANGE, { json })).status, 401);
    // Another tab has signed out: the browser sends the cookie of a stranger.
    browser.cookie = "";
    const stranger = await browser.send("POST /changes/CHG0031001", { form: { intent: "delete" } });
    assert.equal(stranger.headers.get("location"), "/aws?next=%2Fchanges%2FCHG0031001&unsent=1");
    const withoutToken = await browser.send("POST /changes", { form: { ...form, _csrf: "" } });
    assert.equal(withoutToken.status, 303);
    const headers = { origin: "https://evil.example" };
    assert.equal((await browser.send("POST /changes", { form, headers })).status, 403);
  }),
);
