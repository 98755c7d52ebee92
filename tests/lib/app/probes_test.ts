import assert from "node:assert/strict";
import { join } from "node:path";
import { VERSION } from "@/lib/app/mod.ts";
import { lockDatabase } from "../../support/database_lock.ts";
import {
  type ApplyBuild,
  buildApplication,
  testApplication,
} from "../../support/test_application.ts";

let apply: ApplyBuild;
Deno.test.beforeAll(async () => {
  apply = await buildApplication();
});

/** Asserts that an answer tells load balancers to stay away for a while, and nothing else. */
async function assertNotReady(response: Response, detail: string): Promise<void> {
  assert.equal(response.status, 503);
  assert.equal(response.headers.get("retry-after"), "5");
  assert.equal(response.headers.get("content-type"), "application/problem+json");
  assert.deepEqual(await response.json(), {
    type: "about:blank",
    title: "Service Unavailable",
    status: 503,
    detail,
    instance: "/api/ready",
  });
}

Deno.test("GET /api/health tells version, environment and flags; /api/ready that the store takes a write", async () => {
  using app = await testApplication(apply, { env: { ENABLE_NEW_AUTH: "false" } });
  assert.deepEqual(await (await app.send("GET /api/health")).json(), {
    status: "ok",
    version: VERSION,
    environment: "production",
    simulated: false,
    flags: { newAuth: false, xssProtection: true, csrfTokens: true, secureSessions: true },
  });
  const ready = await app.send("GET /api/ready");
  assert.deepEqual([ready.status, await ready.json()], [200, { ready: true }]);
});

Deno.test("R09 R10: while draining the server is not ready, and still alive", async () => {
  using app = await testApplication(apply);
  app.services.readiness.drain();
  await assertNotReady(await app.send("GET /api/ready"), "The server is stopping.");
  assert.equal((await app.send("GET /api/health")).status, 200);
  assert.equal((await app.send("GET /")).status, 200);
  const events = app.log.filter(({ level }) => level !== "DEBUG");
  assert.deepEqual(events, [], "probes do not fill the log");
});

Deno.test("R04 R10: under an exclusive lock the server is not ready within 2 s, alive at once, ready after it", async () => {
  const directory = await Deno.makeTempDir();
  {
    const kvPath = join(directory, "pcm-ops.kv");
    using app = await testApplication(apply, { kvPath });
    assert.equal((await app.send("GET /api/ready")).status, 200);
    await using lock = await lockDatabase(kvPath);
    const startMs = performance.now();
    const waiting = app.send("GET /api/ready");
    assert.equal((await app.send("GET /api/health")).status, 200);
    assert.ok(performance.now() - startMs < 1_000, "health does not ask the store");
    await assertNotReady(await waiting, "The store is not reachable.");
    const tookMs = performance.now() - startMs;
    assert.ok(tookMs < 4_000, `${tookMs} ms`);
    await lock.release();
    assert.equal((await app.send("GET /api/ready")).status, 200);
    assert.ok(performance.now() - startMs < tookMs + 5_000);
  }
  await Deno.remove(directory, { recursive: true });
});
