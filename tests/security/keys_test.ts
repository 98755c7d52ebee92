import assert from "node:assert/strict";
import { newSecretKey } from "@/lib/config/mod.ts";
import { withSimulatedAws } from "../lib/aws/simulated_aws.ts";
import { storedEntries } from "../support/stored_entries.ts";
import { type ApplyBuild, buildApplication, testApplication } from "../support/test_application.ts";
import { signedIn } from "../support/test_browser.ts";

let apply: ApplyBuild;
Deno.test.beforeAll(async () => {
  apply = await buildApplication();
});

Deno.test(
  "K03 K06: a session that was sealed with a key that is gone is 401, told of, and left as it is",
  withSimulatedAws(async ({ simulator }) => {
    const kvPath = await Deno.makeTempFile({ suffix: ".kv" });
    const [first, second] = [newSecretKey(), newSecretKey()];
    const start = (SECRET_KEY: string, SECRET_KEY_PREVIOUS = "") =>
      testApplication(apply, { simulator, kvPath, env: { SECRET_KEY, SECRET_KEY_PREVIOUS } });
    let cookie = "";
    let token = "";
    {
      using app = await start(first);
      ({ cookie, token } = await signedIn(app, simulator));
    }
    {
      using _rotated = await start(second, first);
    }
    {
      using app = await start(second);
      const before = await storedEntries(app.services.store);
      const headers = { cookie, "x-csrf-token": token, origin: "https://tools.example.com" };
      const page = await app.send("GET /changes", { headers });
      assert.equal(page.headers.get("location"), "/aws?next=%2Fchanges");
      for (const line of ["GET /api/executions", "GET /api/executions?limit=1"]) {
        const answer = await app.send(line, { headers });
        assert.equal(answer.status, 401);
        assert.equal((await answer.json()).detail, "Sign in first.");
      }
      const { environments } = await (await app.send("GET /api/session", { headers })).json();
      assert.deepEqual(environments, { com: null, gov: null });
      assert.equal((await app.send("DELETE /api/session", { headers })).status, 403);
      assert.deepEqual(await storedEntries(app.services.store), before);
      const told = app.log.filter(({ message }) => message === "crypt_decrypt_fail");
      assert.equal(told.length, 5);
      assert.ok(!JSON.stringify(app.log).includes(cookie.split("=")[1] ?? ""));
    }
    using app = await start(second, first);
    const answer = await app.send("GET /api/executions", { headers: { cookie } });
    assert.equal(answer.status, 200);
    await Deno.remove(kvPath);
  }),
);
