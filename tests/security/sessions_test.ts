import assert from "node:assert/strict";
import { newSecretKey } from "@/lib/config/mod.ts";
import { StandingClock, withSimulatedAws } from "../lib/aws/simulated_aws.ts";
import { HIGH_RATE_LIMITS } from "../support/rate_limits.ts";
import {
  type ApplyBuild,
  buildApplication,
  type TestApplication,
  testApplication,
} from "../support/test_application.ts";
import { credentialFields, signedIn, TestBrowser, visitor } from "../support/test_browser.ts";

const HOUR_SECONDS = 3_600;

let apply: ApplyBuild;
Deno.test.beforeAll(async () => {
  apply = await buildApplication();
});

/** Whether a cookie is signed in. */
async function isSignedIn({ send }: TestApplication, cookie: string): Promise<boolean> {
  const answer = await send("GET /api/executions", { headers: { cookie } });
  assert.ok([200, 401].includes(answer.status), String(answer.status));
  return answer.status === 200;
}

/** The browser itself, and two more tabs of it with the same cookie. */
async function sharedBy(
  browser: TestBrowser,
  app: TestApplication,
): Promise<readonly [TestBrowser, ...TestBrowser[]]> {
  const tabs = [new TestBrowser(app), new TestBrowser(app)];
  for (const tab of tabs) {
    tab.cookie = browser.cookie;
    await tab.refresh();
  }
  return [browser, ...tabs];
}

Deno.test(
  "S01: signing in gives a new id each time, and the one before is dead",
  withSimulatedAws(async ({ simulator }) => {
    using app = await testApplication(apply, { simulator });
    const planted = `__Host-pcm_session=${"A".repeat(43)}`;
    const browser = new TestBrowser(app);
    browser.cookie = planted;
    await browser.refresh();
    const cookies = [browser.cookie];
    assert.equal(browser.cookie, planted);
    for (let time = 0; time < 3; time++) {
      const json = { environment: "com", ...credentialFields(simulator, "com") };
      assert.equal((await browser.send("POST /api/session/credentials", { json })).status, 200);
      await browser.refresh();
      for (const dead of cookies) assert.equal(await isSignedIn(app, dead), false);
      assert.equal(await isSignedIn(app, browser.cookie), true);
      cookies.push(browser.cookie);
    }
    assert.equal(new Set(cookies).size, 4);
  }),
);

Deno.test(
  "S02: there is one cookie, and it is out of reach for scripts, http and other sites",
  withSimulatedAws(async ({ simulator }) => {
    const sites = [
      [
        {},
        /^__Host-pcm_session=[\w-]*; (?:.*; )?Secure; HttpOnly; (?:SameSite=Lax; )?Path=\/(;|$)/,
      ],
      [{ ENABLE_SECURE_SESSIONS: "false" }, /^pcm_session=[^;]*; (?:.*; )?HttpOnly; /],
      [{ APP_ENV: "development" }, /^pcm_session=[^;]*; (?:.*; )?HttpOnly; /],
    ] as const;
    for (const [env, form] of sites) {
      using app = await testApplication(apply, { simulator, env });
      const browser = await visitor(app);
      const json = { environment: "com", ...credentialFields(simulator, "com") };
      const answers = [
        await app.send("GET /"),
        await app.send("GET /nothing"),
        await browser.send("POST /api/session/credentials", { json }),
        await (await browser.refresh()).send("DELETE /api/session"),
      ];
      for (const answer of answers) {
        const [cookie = "", ...others] = answer.headers.getSetCookie();
        assert.deepEqual(others, []);
        assert.match(cookie, form);
        assert.ok(!/domain=/i.test(cookie) && cookie.length < 4_096, cookie);
      }
    }
  }),
);

Deno.test(
  "S04 S05: a session ends when it is not used, polling or not, and in any case after eight hours",
  withSimulatedAws(async ({ simulator }) => {
    const clock = new StandingClock();
    using app = await testApplication(apply, { simulator, clock });
    const idle = await signedIn(app, simulator);
    for (let minute = 0; minute < 30; minute++) {
      assert.equal((await idle.send("GET /api/executions/unknown")).status, 404);
      clock.pass(60);
    }
    const page = await idle.send("GET /changes?status=open");
    assert.equal(page.status, 303);
    assert.equal(
      page.headers.get("location"),
      "/aws?next=%2Fchanges%3Fstatus%3Dopen&ended=idle",
    );
    assert.equal(idle.cookie, "", "the dead id is taken from the browser");
    const busy = await signedIn(app, simulator);
    for (let step = 1; step < 24; step++) {
      clock.pass(HOUR_SECONDS / 3);
      assert.equal((await busy.send("GET /api/executions")).status, 200, `step ${step}`);
    }
    clock.pass(HOUR_SECONDS / 3);
    const answer = await busy.send("GET /api/executions");
    assert.equal(answer.status, 401);
    assert.match((await answer.json()).detail, /longest time/);
  }),
);

Deno.test(
  "S05 S06: a session ends on time, and at its sign-out, in every process of one store",
  withSimulatedAws(async ({ simulator }) => {
    const kvPath = await Deno.makeTempFile({ suffix: ".kv" });
    const clock = new StandingClock();
    const env = { SECRET_KEY: newSecretKey(), CREDENTIAL_TTL_MINUTES: "10" };
    const options = { simulator, clock, env, kvPath };
    using one = await testApplication(apply, options);
    using two = await testApplication(apply, options);
    const environmentsOf = async ({ send }: TestApplication, cookie: string) => {
      const { environments } = await (await send("GET /api/session", { headers: { cookie } }))
        .json();
      return environments.com;
    };
    const first = await signedIn(one, simulator);
    assert.equal(await isSignedIn(two, first.cookie), true);
    assert.notEqual(await environmentsOf(two, first.cookie), null);
    clock.pass(10 * 60);
    assert.equal(await environmentsOf(two, first.cookie), null, "the credentials have ended");
    clock.pass(20 * 60);
    assert.equal(await isSignedIn(two, first.cookie), false);
    assert.equal(await isSignedIn(one, first.cookie), false);
    const second = await signedIn(one, simulator);
    assert.equal(await isSignedIn(two, second.cookie), true);
    const { cookie } = second;
    assert.equal((await second.send("DELETE /api/session")).status, 204);
    assert.equal(await isSignedIn(two, cookie), false);
    await Deno.remove(kvPath);
  }),
);

Deno.test(
  "S08: the sessions of one person end one by one, and the audit has each beginning and end",
  withSimulatedAws(async ({ simulator }) => {
    using app = await testApplication(apply, { simulator });
    const [desk, laptop] = [await signedIn(app, simulator), await signedIn(app, simulator)];
    assert.notEqual(desk.cookie, laptop.cookie);
    assert.equal((await desk.send("DELETE /api/session")).status, 204);
    assert.equal(await isSignedIn(app, laptop.cookie), true);
    const { kv } = app.services.store;
    const records = await Array.fromAsync(kv.list<{ action: string }>({ prefix: ["audit"] }));
    assert.deepEqual(records.map(({ value }) => value.action), ["sign_in", "sign_in", "sign_out"]);
  }),
);

Deno.test(
  "S06 L06: after the answer to a sign-out no request is signed in, and the browser keeps nothing",
  withSimulatedAws(async ({ simulator }) => {
    using app = await testApplication(apply, {
      simulator,
      env: { RATE_LIMIT_AUTH: "99/minute" },
    });
    for (let trial = 0; trial < 20; trial++) {
      const browser = await signedIn(app, simulator);
      const { cookie } = browser;
      const racing = Array.from({ length: 5 }, () => isSignedIn(app, cookie));
      const answer = await browser.send("DELETE /api/session");
      const late = Array.from({ length: 5 }, () => isSignedIn(app, cookie));
      assert.equal(answer.status, 204);
      assert.equal(answer.headers.get("clear-site-data"), '"cache"');
      assert.equal(browser.cookie, "");
      assert.deepEqual(await Promise.all(late), Array(5).fill(false));
      await Promise.all(racing);
      assert.equal(await isSignedIn(app, cookie), false);
    }
  }),
);

Deno.test(
  "S06: a sign-out in a race with sign-ins of the same cookie leaves none of them signed in",
  withSimulatedAws(async ({ simulator }) => {
    using app = await testApplication(apply, { simulator, env: HIGH_RATE_LIMITS });
    const json = { environment: "gov", ...credentialFields(simulator, "gov") };
    let signOuts = 0;
    for (let trial = 0; trial < 30; trial++) {
      const [browser, ...tabs] = await sharedBy(await signedIn(app, simulator), app);
      const signIns = tabs.map((tab) => tab.send("POST /api/session/credentials", { json }));
      // Lets the sign-ins come further from trial to trial.
      for (let turn = 0; turn < trial; turn++) await isSignedIn(app, "");
      const { status: out } = await browser.send("DELETE /api/session");
      const ins = (await Promise.all(signIns)).map(({ status }) => status);
      assert.ok(ins.every((status) => [200, 401, 409].includes(status)), ins.join());
      assert.ok(ins.filter((status) => status === 200).length <= 1, "one cookie, one successor");
      // 401: a sign-in had replaced the cookie before.
      if (out === 401) continue;
      assert.equal(out, 204);
      signOuts++;
      for (const { cookie } of tabs) assert.equal(await isSignedIn(app, cookie), false);
    }
    assert.ok(signOuts > 0);
  }),
);

Deno.test(
  "S11: cookies that are none, doubled or endless are no session and no fault",
  withSimulatedAws(async ({ simulator }) => {
    using app = await testApplication(apply, { simulator });
    const { cookie } = await signedIn(app, simulator);
    const [name = "", id] = cookie.split("=");
    const cookies = [
      `${cookie}; ${cookie}`,
      `${cookie}; ${name}=${"A".repeat(43)}`,
      `${name}=${"A".repeat(8_192)}`,
      `${name}=`,
      `${name}`,
      `${name}="${id}"`,
      `${name}=%00%0d%0a`,
      `${cookie}x`,
      `=; ;;${name}`,
      `${name.toLowerCase()}=${id}`,
      cookie.replace("__Host-", ""),
    ];
    for (const each of cookies) assert.equal(await isSignedIn(app, each), false, each);
    assert.equal(await isSignedIn(app, `theme=dark; ${cookie}; a=b`), true);
  }),
);

Deno.test("a store out of reach is 503 with Retry-After: a page for people, a problem for programs", async () => {
  const app = await testApplication(apply);
  const cookie = `__Host-pcm_session=${"A".repeat(43)}`;
  app.services.close();
  const page = await app.send("GET /changes", { headers: { cookie } });
  assert.deepEqual([page.status, page.headers.get("retry-after")], [503, "5"]);
  assert.match(await page.text(), /The store is not reachable\./);
  const problem = await app.send("GET /api/changes", { headers: { cookie } });
  assert.deepEqual([problem.status, problem.headers.get("retry-after")], [503, "5"]);
  assert.equal(problem.headers.get("content-type"), "application/problem+json");
  assert.equal((await app.send("GET /api/health", { headers: { cookie } })).status, 200);
});
