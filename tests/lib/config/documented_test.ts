import assert from "node:assert/strict";
import { parseEnv } from "node:util";
import { ConfigError, loadConfig, newSecretKey } from "@/lib/config/mod.ts";

const root = new URL("../../../", import.meta.url);

/** The table "Configuration" of the architecture. */
const VARIABLES = [
  "APP_ENV",
  "SECRET_KEY",
  "SECRET_KEY_PREVIOUS",
  "HOST",
  "PORT",
  "PUBLIC_ORIGIN",
  "TRUST_PROXY",
  "DENO_KV_PATH",
  "DENO_KV_URL",
  "DENO_KV_ACCESS_TOKEN",
  "AWS_ENDPOINT_URL",
  "ALLOW_AWS_ENDPOINT",
  "ALLOWED_AWS_ACCOUNTS",
  "CROSS_ACCOUNT_ROLE",
  "SESSION_IDLE_MINUTES",
  "SESSION_MAX_HOURS",
  "CREDENTIAL_TTL_MINUTES",
  "RATE_LIMIT_AUTH",
  "RATE_LIMIT_EXECUTION",
  "RATE_LIMIT_READ",
  "LINUX_PATCHER_URL",
  "SFT_ENROLLMENT_TOKEN",
  "SFT_ENROLLMENT_SECRET_ID",
  "LOG_LEVEL",
  "LOG_FORMAT",
  "METRICS_TOKEN",
  "ENABLE_NEW_AUTH",
  "ENABLE_XSS_PROTECTION",
  "ENABLE_CSRF_TOKENS",
  "ENABLE_SECURE_SESSIONS",
];

async function example(): Promise<Readonly<Record<string, string | undefined>>> {
  return parseEnv(await Deno.readTextFile(new URL(".env.example", root)));
}

Deno.test("loadConfig() reads every variable of the architecture", () => {
  const unusable = "\0";
  const env = Object.fromEntries(VARIABLES.map((name) => [name, unusable]));
  assert.throws(() => loadConfig({ env, entry: "production" }), (error) => {
    assert.ok(error instanceof ConfigError);
    const named = new Set(error.errors.map(({ path }) => path));
    assert.deepEqual([...named].sort(), [...VARIABLES].sort());
    return true;
  });
});

Deno.test(".env.example names exactly these variables and holds no secret", async () => {
  const values = await example();
  assert.deepEqual(Object.keys(values), VARIABLES);
  for (const name of VARIABLES.filter((name) => /SECRET_KEY|TOKEN$/.test(name))) {
    assert.equal(values[name], "", name);
  }
});

Deno.test(".env.example shows the defaults", async () => {
  const required = {
    SECRET_KEY: newSecretKey(),
    PUBLIC_ORIGIN: "https://tools.example.com",
    ALLOWED_AWS_ACCOUNTS: "*",
  };
  assert.deepEqual(
    loadConfig({ env: { ...await example(), ...required }, entry: "production" }),
    loadConfig({ env: required, entry: "production" }),
  );
});

Deno.test("README.md explains every variable", async () => {
  const readme = await Deno.readTextFile(new URL("README.md", root));
  assert.deepEqual(VARIABLES.filter((name) => !readme.includes(`\`${name}\``)), []);
});
