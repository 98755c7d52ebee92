import assert from "node:assert/strict";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type Checkout, createCheckout, productionEnv } from "./support/checkout.ts";
import { lockDatabase } from "./support/database_lock.ts";
import { freePort, isListening } from "./support/process.ts";

const CONNECT_EVERY_MS = 20;

/** The tests share one store, and so one key; three users may ask as fast as they are answered. */
const env = { ...productionEnv(0), RATE_LIMIT_READ: "10000/second" };
const address = (port: number) => ({
  PORT: String(port),
  PUBLIC_ORIGIN: `http://127.0.0.1:${port}`,
});

let program: Checkout;
Deno.test.beforeAll(async () => {
  program = await createCheckout();
});
Deno.test.afterAll(async () => await program[Symbol.asyncDispose]());

/** A request that is under way as long as the database is locked; readiness waits two seconds. */
async function requestUnderWay(url: string) {
  const lock = await lockDatabase(join(program.root, "data", "pcm-ops.kv"));
  const answer = fetch(`${url}/api/ready`);
  await status(`${url}/api/health`);
  return { answer, lock };
}

async function status(url: string): Promise<number> {
  const response = await fetch(url);
  await response.body?.cancel();
  return response.status;
}

Deno.test("R09: after SIGTERM under load the server says so, finishes what is under way, and ends with 0", async () => {
  const port = freePort();
  await using server = await program.start("serve", { ...env, ...address(port) });
  const { url } = server;
  let stops = false;
  const statuses: number[] = [];
  const user = async () => {
    while (!stops) statuses.push(await status(url));
  };
  const users = [user(), user(), user()];
  const { answer, lock } = await requestUnderWay(url);
  const signalMs = performance.now();
  const ended = server.stop("SIGTERM");
  await server.waitForLine(/"message":"stopping/);
  const notReady = await fetch(`${url}/api/ready`);
  const noticeMs = performance.now() - signalMs;
  assert.equal(notReady.status, 503);
  assert.equal((await notReady.json()).detail, "The server is stopping.");
  assert.ok(noticeMs < 1_000, `${noticeMs} ms`);
  assert.equal(await status(`${url}/api/health`), 200);
  stops = true;
  await Promise.all(users);
  while (await isListening(port)) await delay(CONNECT_EVERY_MS);
  await lock.release();
  const response = await answer;
  assert.equal((await response.json()).ready, true);
  assert.equal((await ended).code, 0);
  assert.ok(performance.now() - signalMs < 10_000);
  assert.ok(statuses.length > 0);
  assert.deepEqual(statuses.filter((each) => each !== 200), []);
});

Deno.test("R09: a second SIGTERM ends the server at once", async () => {
  await using server = await program.start("serve", { ...env, ...address(freePort()) });
  const { answer, lock } = await requestUnderWay(server.url);
  const cut = assert.rejects(answer);
  const ended = server.stop("SIGTERM");
  await server.waitForLine(/"message":"stopping/);
  const signalMs = performance.now();
  await server.stop("SIGTERM");
  assert.ok(performance.now() - signalMs < 1_000, "it waits for no request");
  assert.equal((await ended).code, 1);
  await cut;
  await lock.release();
});

Deno.test("R09: in development SIGINT ends the server at once, with 0", async () => {
  const own = { PORT: String(freePort()), DENO_KV_PATH: "data/development.kv" };
  await using server = await program.start("start", own);
  assert.equal(await status(server.url), 200);
  const signalMs = performance.now();
  assert.equal((await server.stop("SIGINT")).code, 0);
  assert.ok(performance.now() - signalMs < 1_000);
});
