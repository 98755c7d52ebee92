import assert from "node:assert/strict";
import { join } from "node:path";
import { z } from "zod";
import { newSecretKey } from "@/lib/config/mod.ts";
import { withSimulatedAws } from "../aws/simulated_aws.ts";
import { storedEntries } from "../../support/stored_entries.ts";
import {
  type ApplyBuild,
  buildApplication,
  testApplication,
} from "../../support/test_application.ts";
import { signedIn } from "../../support/test_browser.ts";

const auditSchema = z.object({
  action: z.string(),
  details: z.object({ flag: z.string(), isOn: z.boolean() }),
});

let apply: ApplyBuild;
Deno.test.beforeAll(async () => {
  apply = await buildApplication();
});

Deno.test("K02 K06: a wrong SECRET_KEY stops the start and writes nothing; right and rotated ones keep sessions", async () => {
  await withSimulatedAws(async ({ simulator }) => {
    const directory = await Deno.makeTempDir();
    const kvPath = join(directory, "test.kv");
    const [first, second] = [newSecretKey(), newSecretKey()];
    const start = (env: Readonly<Record<string, string>>) =>
      testApplication(apply, { simulator, kvPath, env });
    const isSignedIn = async (env: Readonly<Record<string, string>>, cookie: string) => {
      using app = await start(env);
      const answer = await app.send("GET /api/executions", { headers: { cookie } });
      return answer.status === 200;
    };
    const { cookie, entries } = await (async () => {
      using app = await start({ SECRET_KEY: first });
      const { cookie } = await signedIn(app, simulator);
      return { cookie, entries: await storedEntries(app.services.store) };
    })();
    await assert.rejects(start({ SECRET_KEY: second }), { code: "wrong_secret_key", status: 503 });
    {
      using app = await start({ SECRET_KEY: first });
      assert.deepEqual(await storedEntries(app.services.store), entries);
    }
    assert.ok(await isSignedIn({ SECRET_KEY: first }, cookie));
    assert.ok(await isSignedIn({ SECRET_KEY: second, SECRET_KEY_PREVIOUS: first }, cookie));
    await Deno.remove(directory, { recursive: true });
  })();
});

Deno.test("R14: a security flag that was switched is in the audit, once for each switch", async () => {
  const kvPath = await Deno.makeTempFile({ suffix: ".kv" });
  const off = { ENABLE_CSRF_TOKENS: "false", ENABLE_NEW_AUTH: "false" };
  const half = { ENABLE_CSRF_TOKENS: "false" };
  const SECRET_KEY = newSecretKey();
  const recorded = async (env: Readonly<Record<string, string>>) => {
    using app = await testApplication(apply, { kvPath, env: { ...env, SECRET_KEY } });
    assert.equal((await app.services.audit.verify()).kind, "intact");
    const records = await Array.fromAsync(app.services.store.kv.list({ prefix: ["audit"] }));
    return records.map(({ value }) => auditSchema.parse(value)).map(({ action, details }) =>
      `${action} ${details.flag} ${details.isOn}`
    );
  };
  const first = ["flag_switched ENABLE_NEW_AUTH false", "flag_switched ENABLE_CSRF_TOKENS false"];
  const second = [...first, "flag_switched ENABLE_NEW_AUTH true"];
  assert.deepEqual(await recorded({}), []);
  assert.deepEqual(await recorded(off), first);
  assert.deepEqual(await recorded(off), first);
  assert.deepEqual(await recorded(half), second);
  assert.deepEqual(await recorded({}), [...second, "flag_switched ENABLE_CSRF_TOKENS true"]);
  await Deno.remove(kvPath);
});

Deno.test("/api/health says whether AWS is simulated", async () => {
  await withSimulatedAws(async ({ simulator }) => {
    using app = await testApplication(apply, { simulator });
    assert.equal((await (await app.send("GET /api/health")).json()).simulated, true);
  })();
});
