import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { join } from "node:path";
import { type Checkout, createCheckout, productionEnv } from "./support/checkout.ts";
import { freePort, isListening, startProcess } from "./support/process.ts";

/** Two seconds, with fourfold slack. */
const REFUSAL_MS = 8_000;
const CONNECT_EVERY_MS = 20;

let program: Checkout;
Deno.test.beforeAll(async () => {
  program = await createCheckout();
});
Deno.test.afterAll(async () => await program[Symbol.asyncDispose]());

/** Serves with what must be refused: the process ends in time, and its port never opens. */
async function refused(env: Readonly<Record<string, string>>) {
  const running = program.task("serve", env);
  let ended = false;
  const watched = running.finally(() => ended = true);
  while (!ended) {
    assert.equal(await isListening(Number(env.PORT)), false, "the port must not open");
    await delay(CONNECT_EVERY_MS);
  }
  const { code, stderr, stdout, elapsedMs } = await watched;
  assert.notEqual(code, 0);
  assert.ok(elapsedMs < REFUSAL_MS, `${elapsedMs} ms`);
  assert.equal(stdout, "");
  return stderr;
}

/** What .env.example says of SECRET_KEY, as somebody may paste it. */
async function exampleText(): Promise<string> {
  const text = await Deno.readTextFile(new URL("../.env.example", import.meta.url));
  return text.match(/# (.*)\nSECRET_KEY=/)?.[1] ?? "";
}

Deno.test("K01: production refuses a missing, weak or placeholder SECRET_KEY, and never shows it", async () => {
  const { SECRET_KEY: _, ...env } = productionEnv(freePort());
  const example = await exampleText();
  assert.match(example, /43 random characters/);
  const keys = [
    "",
    "Xq7-Kd2_Vb9.Tz4",
    "changeme",
    "changeme".repeat(6),
    "0".repeat(64),
    "aabbaabbab".repeat(5),
    "Xq7Kd2Vb9".repeat(6),
    "your-secret-key-at-least-43-characters-long-please",
    example,
    example.replaceAll(/[^A-Za-z0-9]/g, ""),
  ];
  const environments = [env, ...keys.map((SECRET_KEY) => ({ ...env, SECRET_KEY }))];
  for (const [index, environment] of environments.entries()) {
    const stderr = await refused(environment);
    assert.match(stderr, /^Cannot start: wrong environment variables\n {2}SECRET_KEY: .+$/);
    assert.match(stderr, /`deno task secret`/);
    const key = keys[index - 1];
    assert.ok(!key || !stderr.includes(key), stderr);
  }
});

Deno.test("K01: every wrong variable is named at once, and the value of no secret", async () => {
  const { code, stderr } = await program.task("serve", {
    SECRET_KEY: "canary-1",
    SECRET_KEY_PREVIOUS: "canary-2",
    HOST: "127.0.0.1",
    PORT: "eighty",
    TRUST_PROXY: "yes",
    DENO_KV_URL: "https://user:canary-3@kv.example.com",
    AWS_ENDPOINT_URL: "http://127.0.0.1:1",
    METRICS_TOKEN: "canary-4",
    SFT_ENROLLMENT_TOKEN: "canary 5",
  });
  assert.notEqual(code, 0);
  const lines = stderr.split("\n").slice(1).map((line) => line.trim().split(":")[0]);
  assert.deepEqual(lines.sort(), [
    "ALLOWED_AWS_ACCOUNTS",
    "AWS_ENDPOINT_URL",
    "DENO_KV_ACCESS_TOKEN",
    "DENO_KV_URL",
    "METRICS_TOKEN",
    "PORT",
    "PUBLIC_ORIGIN",
    "SECRET_KEY",
    "SECRET_KEY_PREVIOUS",
    "SFT_ENROLLMENT_TOKEN",
    "TRUST_PROXY",
  ]);
  assert.ok(!stderr.includes("canary"), stderr);
});

Deno.test("production refuses an AWS endpoint that nobody allowed", async () => {
  const env = { ...productionEnv(freePort()), AWS_ENDPOINT_URL: "http://127.0.0.1:1" };
  const stderr = await refused(env);
  assert.match(stderr, /^Cannot start: .*\n {2}AWS_ENDPOINT_URL: .*ALLOW_AWS_ENDPOINT=true.*$/);
});

Deno.test("production serves with a key of `deno task secret`, and an endpoint that is allowed", async () => {
  const { stdout: key } = await program.task("secret");
  const env = {
    ...productionEnv(freePort()),
    SECRET_KEY: key,
    AWS_ENDPOINT_URL: "http://127.0.0.1:1",
    ALLOW_AWS_ENDPOINT: "true",
  };
  await using server = await program.start("serve", env);
  assert.equal(server.url, env.PUBLIC_ORIGIN);
  const health = await fetch(`${server.url}/api/health`);
  assert.deepEqual([health.status, (await health.json()).environment], [200, "production"]);
  const page = await fetch(server.url);
  assert.match(await page.text(), /<h1>PCM-Ops Tools<\/h1>/);
  assert.equal((await fetch(`${server.url}/api/ready`).then((ready) => ready.json())).ready, true);
  assert.ok(![...server.stdout, ...server.stderr].join().includes(key));
});

Deno.test("an address in use, or not of this machine, is one clear line", async () => {
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = taken.addr;
  // A store opens with the key it was made with alone, so each key has one of its own.
  const env = { ...productionEnv(port), DENO_KV_PATH: "data/address.kv" };
  const inUse = await program.task("serve", env);
  assert.notEqual(inUse.code, 0);
  assert.equal(
    inUse.stderr,
    `Cannot listen on "127.0.0.1", port ${port}: another process has this port, ` +
      "so stop it, or set PORT to a free one",
  );
  await using development = await startProcess({
    args: ["task", "--quiet", "dev"],
    env: { PORT: String(port), DENO_KV_PATH: "data/development.kv" },
    cwd: program.root,
    readyLine: /^Cannot listen on "127\.0\.0\.1", port \d+: another process has this port/,
    deadlineMs: REFUSAL_MS,
  });
  assert.ok(!development.stderr.join().includes("    at "), "no stack");
  // 192.0.2.0/24 belongs to no machine (RFC 5737).
  const foreign = await program.task("serve", { ...env, HOST: "192.0.2.1" });
  assert.notEqual(foreign.code, 0);
  assert.match(foreign.stderr, /^Cannot listen on "192\.0\.2\.1", port \d+: .*expected HOST.*$/);
});

Deno.test("R06: a database path that cannot be used is one clear line", async () => {
  await Deno.mkdir(join(program.root, "data", "a-directory"), { recursive: true });
  for (const DENO_KV_PATH of ["data/a-directory", "static/pcm-ops.kv", "../pcm-ops.kv"]) {
    const stderr = await refused({ ...productionEnv(freePort()), DENO_KV_PATH });
    assert.match(stderr, /^Cannot open the store at ".+": .+; expected a file .+ may write.*$/);
    assert.ok(stderr.includes(JSON.stringify(DENO_KV_PATH)), stderr);
  }
});

Deno.test("without a build, the server says how to make one", async () => {
  await using unbuilt = await createCheckout({ built: false });
  const { code, stderr } = await unbuilt.task("serve", productionEnv(freePort()));
  assert.equal(code, 1);
  assert.equal(stderr, "Cannot serve: there is no build. Run `deno task build` first");
});

Deno.test("K01: development makes a key for itself alone, says so without it, and keeps it", async () => {
  await using checkout = await createCheckout({ built: false });
  const path = join(checkout.root, "data", "dev-secret-key");
  const run = async () => {
    const port = freePort();
    await using server = await checkout.start("start", { PORT: String(port) });
    assert.equal(server.url, `http://127.0.0.1:${port}`);
    assert.equal(
      (await fetch(server.url).then((page) => page.text())).includes("Development"),
      true,
    );
    const key = (await Deno.readTextFile(path)).trim();
    const output = [...server.stdout, ...server.stderr].join("\n");
    assert.ok(!output.includes(key));
    return { key, output };
  };
  const first = await run();
  assert.match(first.output, /^PCM-Ops Tools ready: http\S+ \(simulated AWS: http\S+\)$/m);
  assert.match(first.output, /^aws_session_token = /m);
  assert.match(first.output, /^SECRET_KEY is not set: .* made in data\/dev-secret-key\./m);
  assert.equal(((await Deno.stat(path)).mode ?? 0) & 0o777, 0o600);
  const second = await run();
  assert.match(second.output, /^SECRET_KEY is not set: .* kept in data\/dev-secret-key\./m);
  assert.equal(second.key, first.key);
});
