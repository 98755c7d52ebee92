import assert from "node:assert/strict";
import { parseChangeNumber, parsedOrThrow, systemClock } from "@/lib/base/mod.ts";
import { withSimulatedAws } from "../aws/simulated_aws.ts";
import {
  type ApplyBuild,
  buildApplication,
  testApplication,
} from "../../support/test_application.ts";
import { credentialFields, signedIn, visitor } from "../../support/test_browser.ts";

const SIGN_IN = "POST /api/session/credentials";
const CANARY = "canaryOfASecretThatIsFortyCharactersLong";

let apply: ApplyBuild;
Deno.test.beforeAll(async () => {
  apply = await buildApplication();
});

Deno.test("GET /api/session tells who is signed out, and gives a token and a cookie for it", async () => {
  using app = await testApplication(apply);
  const answer = await app.send("GET /api/session");
  const { csrfToken, ...session } = await answer.json();
  assert.match(csrfToken, /^[\w-]{86}$/);
  assert.deepEqual(session, { environments: { com: null, gov: null }, currentChange: null });
  assert.match(
    answer.headers.getSetCookie().join(),
    /^__Host-pcm_session=[\w-]{43}; Secure; HttpOnly; SameSite=Lax; Path=\/$/,
  );
});

Deno.test(
  "signing in tells whose the credentials are, for both environments at once",
  withSimulatedAws(async ({ simulator }) => {
    using app = await testApplication(apply, { simulator });
    const browser = await visitor(app);
    const { accessKeyId, secretAccessKey, sessionToken } = credentialFields(simulator, "com");
    const text = `[default]\naws_access_key_id = ${accessKeyId}\n` +
      `aws_secret_access_key = ${secretAccessKey}\naws_session_token = ${sessionToken}\n`;
    const answer = await browser.send(SIGN_IN, { json: { environment: "com", credentials: text } });
    const identity = await answer.json();
    assert.equal(answer.status, 200);
    assert.deepEqual(Object.keys(identity).sort(), [
      "account",
      "arn",
      "environment",
      "expiresAt",
      "expiresAtKnown",
      "userId",
    ]);
    assert.match(identity.arn, /^arn:aws:sts::\d{12}:assumed-role\//);
    assert.deepEqual([identity.environment, identity.expiresAtKnown], ["com", false]);
    const leftMs = Date.parse(identity.expiresAt) - systemClock.now();
    assert.ok(leftMs > 59 * 60_000 && leftMs <= 60 * 60_000, `${leftMs} ms`);
    await browser.refresh();
    const json = { environment: "gov", ...credentialFields(simulator, "gov") };
    assert.equal((await browser.send(SIGN_IN, { json })).status, 200);
    const { environments } = await (await browser.send("GET /api/session")).json();
    assert.deepEqual(environments.com, identity);
    assert.match(environments.gov.arn, /^arn:aws-us-gov:/);
  }),
);

Deno.test(
  "a dry run tests the credentials and stores nothing",
  withSimulatedAws(async ({ simulator }) => {
    using app = await testApplication(apply, { simulator });
    const browser = await visitor(app);
    const { cookie } = browser;
    const json = { environment: "com", ...credentialFields(simulator, "com") };
    const answer = await browser.send(`${SIGN_IN}?dryRun=true`, { json });
    assert.equal(answer.status, 200);
    assert.equal((await answer.json()).environment, "com");
    assert.equal(browser.cookie, cookie);
    const { environments } = await (await browser.send("GET /api/session")).json();
    assert.deepEqual(environments, { com: null, gov: null });
  }),
);

Deno.test(
  "L03: wrong credentials are refused by the field, and nothing of their values comes back",
  withSimulatedAws(async ({ simulator }) => {
    using app = await testApplication(apply, { simulator });
    const browser = await visitor(app);
    const good = credentialFields(simulator, "com");
    const pathsOf = async (json: unknown) => {
      const answer = await browser.send(SIGN_IN, { json });
      const text = await answer.text();
      assert.equal(answer.status, 422, text);
      assert.ok(!text.includes(CANARY) && !text.includes(good.secretAccessKey), text);
      const errors: readonly { readonly path: string }[] = JSON.parse(text).errors;
      return errors.map(({ path }) => path);
    };
    const environment = "com";
    assert.deepEqual(await pathsOf({ environment, credentials: CANARY }), ["credentials"]);
    assert.deepEqual(await pathsOf({ environment, ...good, accessKeyId: CANARY }), ["accessKeyId"]);
    assert.deepEqual(await pathsOf({ environment: CANARY, ...good }), ["environment"]);
    assert.deepEqual(await pathsOf({ environment, accessKeyId: good.accessKeyId }), [
      "secretAccessKey",
      "sessionToken",
    ]);
    assert.deepEqual(await pathsOf({ environment, credentials: CANARY, secretAccessKey: CANARY }), [
      "secretAccessKey",
    ]);
    const expired = JSON.stringify({
      AccessKeyId: good.accessKeyId,
      SecretAccessKey: good.secretAccessKey,
      SessionToken: good.sessionToken,
      Expiration: "2020-01-01T00:00:00Z",
    });
    assert.deepEqual(await pathsOf({ environment, credentials: expired }), ["expiration"]);
    assert.ok(!JSON.stringify(app.log).includes(CANARY));
  }),
);

Deno.test(
  "A01: credentials that AWS refuses are 401, those of a foreign account 403",
  withSimulatedAws(async ({ simulator }) => {
    const env = { ALLOWED_AWS_ACCOUNTS: "999999999999" };
    using app = await testApplication(apply, { simulator, env });
    const browser = await visitor(app);
    const good = credentialFields(simulator, "com");
    const statusOf = async (json: unknown) => (await browser.send(SIGN_IN, { json })).status;
    const secretAccessKey = "A".repeat(40);
    assert.equal(await statusOf({ environment: "com", ...good, secretAccessKey }), 401);
    assert.equal(await statusOf({ environment: "gov", ...good }), 401);
    assert.equal(await statusOf({ environment: "com", ...good }), 403);
    const reasons = app.log.filter(({ message }) => message === "sign_in_failed").map((line) =>
      line.fields.reason
    );
    assert.deepEqual(reasons, ["refused_by_aws", "refused_by_aws", "account_not_allowed"]);
  }),
);

Deno.test(
  "R14: with ENABLE_NEW_AUTH=false a foreign account is reported and signs in",
  withSimulatedAws(async ({ simulator }) => {
    const env = { ALLOWED_AWS_ACCOUNTS: "999999999999", ENABLE_NEW_AUTH: "false" };
    using app = await testApplication(apply, { simulator, env });
    await signedIn(app, simulator);
    const warning = app.log.find(({ message }) => message === "account_not_allowed");
    assert.deepEqual([warning?.level, warning?.fields.isEnforced], ["WARN", false]);
  }),
);

Deno.test("an AWS out of reach is 503 with Retry-After, and its host is named", async () => {
  using app = await testApplication(apply);
  const browser = await visitor(app);
  const json = {
    environment: "com",
    accessKeyId: `ASIA${"A".repeat(16)}`,
    secretAccessKey: "A".repeat(40),
    sessionToken: "A".repeat(100),
  };
  const answer = await browser.send(SIGN_IN, { json });
  assert.deepEqual([answer.status, answer.headers.get("retry-after")], [503, "5"]);
  assert.match((await answer.json()).detail, /^AWS cannot be reached at 127\.0\.0\.1:9\./);
});

Deno.test(
  "forgetting an environment leaves the other one signed in; the audit names who did what",
  withSimulatedAws(async ({ simulator }) => {
    using app = await testApplication(apply, { simulator });
    const browser = await signedIn(app, simulator, { environments: ["com", "gov"] });
    const forget = (name: string) => browser.send(`DELETE /api/session/credentials/${name}`);
    assert.equal((await forget("com")).status, 204);
    assert.equal((await forget("com")).status, 204, "asking again is safe");
    assert.equal((await forget("mars")).status, 404);
    const { environments } = await (await browser.send("GET /api/session")).json();
    assert.equal(environments.com, null);
    assert.equal(environments.gov.environment, "gov");
    await browser.refresh();
    assert.equal((await browser.send("DELETE /api/session")).status, 204);
    const actions: unknown[] = [];
    for await (const { value } of app.services.store.kv.list({ prefix: ["audit"] })) {
      if (typeof value === "object" && value && "action" in value) actions.push(value.action);
    }
    assert.deepEqual(actions, ["sign_in", "sign_in", "forget_credentials", "sign_out"]);
    assert.equal((await app.services.audit.verify()).kind, "intact");
  }),
);

Deno.test(
  "signing in counts though the audit cannot be written; the log has the event as an error",
  withSimulatedAws(async ({ simulator }) => {
    using app = await testApplication(apply, { simulator });
    const browser = await visitor(app);
    app.services.audit.append = () => Promise.reject(new Error("the store does not answer"));
    const json = { environment: "com", ...credentialFields(simulator, "com") };
    assert.equal((await browser.send(SIGN_IN, { json })).status, 200);
    const { environments } = await (await browser.send("GET /api/session")).json();
    assert.match(environments.com.arn, /^arn:aws:sts::/);
    const failed = app.log.find(({ message }) => message === "audit_failed");
    assert.equal(failed?.level, "ERROR");
    assert.equal(failed.fields.action, "sign_in");
    assert.equal(failed.fields.actor, environments.com.arn);
  }),
);

Deno.test(
  "the current change is one that exists, or none",
  withSimulatedAws(async ({ simulator }) => {
    using app = await testApplication(apply, { simulator });
    const browser = await signedIn(app, simulator);
    await app.services.changes.create({
      number: parsedOrThrow(parseChangeNumber("CHG0031001")),
      description: "",
      status: "open",
      instances: [],
    });
    const choose = (number: unknown) =>
      browser.send("PUT /api/session/change", { json: { number } });
    const chosen = await choose("CHG0031001");
    assert.deepEqual([chosen.status, (await chosen.json()).currentChange], [200, "CHG0031001"]);
    const unknown = await choose("CHG404");
    assert.equal(unknown.status, 404);
    assert.equal((await unknown.json()).detail, 'There is no change "CHG404".');
    assert.equal((await choose("no number")).status, 422);
    assert.equal((await choose(1)).status, 422);
    assert.equal(
      (await (await browser.send("GET /api/session")).json()).currentChange,
      "CHG0031001",
    );
    assert.equal((await (await choose(null)).json()).currentChange, null);
  }),
);

Deno.test("without a session, what needs one is 401", async () => {
  using app = await testApplication(apply);
  const browser = await visitor(app);
  const lines = [
    "DELETE /api/session",
    "DELETE /api/session/credentials/com",
    "PUT /api/session/change",
  ];
  for (const line of lines) {
    const answer = await browser.send(line, { json: { number: null } });
    assert.equal(answer.status, 401, line);
    assert.equal(answer.headers.get("content-type"), "application/problem+json");
  }
});
