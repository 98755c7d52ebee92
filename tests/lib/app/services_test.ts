import assert from "node:assert/strict";
import { join } from "node:path";
import { newSecretKey } from "@/lib/config/mod.ts";
import { withSimulatedAws } from "../aws/simulated_aws.ts";
import { storedEntries } from "../../support/stored_entries.ts";
import {
  type ApplyBuild,
  buildApplication,
  testApplication,
} from "../../support/test_application.ts";
import { signedIn } from "../../support/test_browser.ts";

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

Deno.test("/api/health says whether AWS is simulated", async () => {
  await withSimulatedAws(async ({ simulator }) => {
    using app = await testApplication(apply, { simulator });
    assert.equal((await (await app.send("GET /api/health")).json()).simulated, true);
  })();
});
