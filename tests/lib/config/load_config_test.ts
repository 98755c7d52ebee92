import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { type Config, ConfigError, loadConfig, newSecretKey } from "@/lib/config/mod.ts";

type Env = Readonly<Record<string, string | undefined>>;

const production: Env = {
  SECRET_KEY: newSecretKey(),
  PUBLIC_ORIGIN: "https://tools.example.com",
  ALLOWED_AWS_ACCOUNTS: "123456789012,001234567890",
};
const development: Env = { APP_ENV: "development", SECRET_KEY: newSecretKey() };

function load(env: Env): Config {
  return loadConfig({ env, entry: "production" });
}

function problemsOf(env: Env): Readonly<Record<string, string>> {
  try {
    load(env);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    for (const { path, message } of error.errors) {
      assert.ok(error.message.includes(`${path}: ${message}`), "the message lists every problem");
    }
    return Object.fromEntries(error.errors.map(({ path, message }) => [path, message]));
  }
  return {};
}

Deno.test("loadConfig() gives production its defaults", () => {
  const { secretKey, ...config } = load(production);
  assert.equal(secretKey.reveal(), production.SECRET_KEY);
  assert.deepEqual(config, {
    environment: "production",
    previousSecretKeys: [],
    host: "0.0.0.0",
    port: 8500,
    publicOrigin: "https://tools.example.com",
    trustProxy: false,
    kv: { kind: "file", path: "data/pcm-ops.kv" },
    aws: {
      endpointUrl: undefined,
      allowedAccounts: ["123456789012", "001234567890"],
      crossAccountRole: "OrganizationAccountAccessRole",
    },
    session: { idleMs: 1_800_000, maxMs: 28_800_000, credentialTtlMs: 3_600_000 },
    rateLimits: {
      auth: { limit: 10, windowMs: 60_000 },
      execution: { limit: 30, windowMs: 60_000 },
      read: { limit: 600, windowMs: 60_000 },
    },
    linuxPatcherUrl: undefined,
    sft: { enrollmentToken: undefined, enrollmentSecretId: undefined },
    log: { level: "info", format: "json" },
    metricsToken: undefined,
    flags: { newAuth: true, xssProtection: true, csrfTokens: true, secureSessions: true },
  });
});

Deno.test("loadConfig() gives development its own address, origin, accounts and log format", () => {
  const config = load(development);
  assert.equal(config.environment, "development");
  assert.equal(config.host, "127.0.0.1");
  assert.equal(config.publicOrigin, "http://127.0.0.1:8500");
  assert.equal(config.aws.allowedAccounts, "*");
  assert.equal(config.log.format, "pretty");
});

Deno.test("APP_ENV is what the entry says, unless it is set", () => {
  const { APP_ENV: _, ...env } = development;
  assert.equal(loadConfig({ env, entry: "development" }).environment, "development");
  const both = { ...production, APP_ENV: "production" };
  assert.equal(loadConfig({ env: both, entry: "development" }).environment, "production");
});

Deno.test("a wrong APP_ENV is reported, and the rest is checked as for production", () => {
  const problems = problemsOf({ ...development, APP_ENV: "prod" });
  assert.equal(problems.APP_ENV, '"prod" is wrong; expected production or development');
  assert.match(problems.PUBLIC_ORIGIN ?? "", /is not set/);
});

Deno.test("every wrong variable is reported at once, contradictions too", () => {
  const problems = problemsOf({
    SECRET_KEY: "changeme",
    PORT: "80a",
    TRUST_PROXY: "yes",
    DENO_KV_PATH: "a.kv",
    DENO_KV_URL: "https://kv.example.com",
    AWS_ENDPOINT_URL: "http://127.0.0.1:4566",
    ENABLE_CSRF_TOKENS: "1",
  });
  assert.deepEqual(Object.keys(problems).sort(), [
    "ALLOWED_AWS_ACCOUNTS",
    "AWS_ENDPOINT_URL",
    "DENO_KV_ACCESS_TOKEN",
    "DENO_KV_URL",
    "ENABLE_CSRF_TOKENS",
    "PORT",
    "PUBLIC_ORIGIN",
    "SECRET_KEY",
    "TRUST_PROXY",
  ]);
  assert.equal(problems.PORT, '"80a" is wrong; expected a whole number from 1 to 65535');
});

Deno.test("an empty variable counts as not set", () => {
  const empty = Object.fromEntries(["PORT", "HOST", "AWS_ENDPOINT_URL"].map((name) => [name, ""]));
  assert.deepEqual(
    { ...load({ ...production, ...empty }), secretKey: null },
    { ...load(production), secretKey: null },
  );
});

Deno.test("SECRET_KEY not set and SECRET_KEY empty are told apart (K01)", () => {
  const { SECRET_KEY: _, ...without } = production;
  assert.match(problemsOf(without).SECRET_KEY ?? "", /^is not set; .*`deno task secret`/);
  const empty = problemsOf({ ...without, SECRET_KEY: "" });
  assert.match(empty.SECRET_KEY ?? "", /^is set but empty; .*`deno task secret`/);
});

Deno.test("no message shows the value of a secret (K01, L02)", () => {
  const canary = "canary-value-with-a-comma,and a space";
  const names = ["SECRET_KEY", "SECRET_KEY_PREVIOUS", "DENO_KV_ACCESS_TOKEN", "METRICS_TOKEN"];
  for (const name of [...names, "SFT_ENROLLMENT_TOKEN"]) {
    const problems = problemsOf({ ...production, [name]: canary });
    assert.ok(problems[name], name);
    assert.doesNotMatch(JSON.stringify(problems), /canary/);
  }
  const url = problemsOf({ ...production, PUBLIC_ORIGIN: "https://me:canary@tools.example.com" });
  assert.match(url.PUBLIC_ORIGIN ?? "", /^"https:\/\/\[secret\]@tools.example.com" is wrong/);
});

Deno.test("a configuration prints without its secrets (L02)", () => {
  const secrets = {
    SECRET_KEY: newSecretKey(),
    SECRET_KEY_PREVIOUS: `${newSecretKey()}, ${newSecretKey()}`,
    METRICS_TOKEN: newSecretKey(),
    SFT_ENROLLMENT_TOKEN: newSecretKey(),
  };
  const config = load({ ...production, ...secrets });
  const printed = JSON.stringify(config) + Deno.inspect(config, { depth: 9, showHidden: true });
  for (const key of Object.values(secrets).flatMap((value) => value.split(", "))) {
    assert.ok(!printed.includes(key));
  }
  assert.equal(config.previousSecretKeys.length, 2);
  assert.equal(config.metricsToken?.reveal(), secrets.METRICS_TOKEN);
});

Deno.test("SECRET_KEY_PREVIOUS says which of its keys is wrong", () => {
  const keys = `${newSecretKey()},${"a".repeat(50)}`;
  const problems = problemsOf({ ...production, SECRET_KEY_PREVIOUS: keys });
  assert.match(problems.SECRET_KEY_PREVIOUS ?? "", /^key 2 of 2 uses too few different characters/);
});

const accepted: Readonly<Record<string, readonly string[]>> = {
  HOST: ["0.0.0.0", "::", "::1", "localhost", "tools.example.com"],
  PORT: ["1", "65535"],
  PUBLIC_ORIGIN: ["https://a.example", "https://a.example:8443", "http://localhost:8500"],
  DENO_KV_PATH: ["data/a.kv", "/var/lib/pcm ops/a.kv", "C:\\data\\a.kv"],
  ALLOWED_AWS_ACCOUNTS: ["*", "123456789012", " 123456789012 , 210987654321 ,"],
  CROSS_ACCOUNT_ROLE: ["Ops", "a+=,.@-_1"],
  SESSION_IDLE_MINUTES: ["0.05", "30", "1440"],
  RATE_LIMIT_AUTH: ["1/second", "999999/hour"],
  LINUX_PATCHER_URL: ["https://files.example.com/patch/v1.2/run.sh"],
  SFT_ENROLLMENT_SECRET_ID: [
    "sft/enrollment",
    "arn:aws-us-gov:secretsmanager:us-gov-west-1:123456789012:secret:sft-a1B2c3",
  ],
  LOG_LEVEL: ["debug", "error"],
  METRICS_TOKEN: [newSecretKey(), randomBytes(32).toString("base64")],
};
for (const [name, values] of Object.entries(accepted)) {
  Deno.test(`${name} accepts what it should`, () => {
    for (const value of values) assert.deepEqual(problemsOf({ ...production, [name]: value }), {});
  });
}

const refused: Readonly<Record<string, readonly string[]>> = {
  APP_ENV: ["Production", "test"],
  HOST: ["[::1]", "http://localhost", "a b", "local_host", "localhost:8500"],
  PORT: ["0", "65536", "-1", "8500.5", "1e3", " 80", "0x50"],
  PUBLIC_ORIGIN: [
    "http://tools.example.com",
    "http://localhost.example.com",
    "https://tools.example.com/",
    "https://tools.example.com/path",
    "https://Tools.example.com",
    "https://tools.example.com:443",
    "tools.example.com",
    "ftp://tools.example.com",
    "https://*",
    "null",
  ],
  TRUST_PROXY: ["True", "1", "yes", "on"],
  DENO_KV_PATH: [":memory:", "https://kv.example.com", "data/a\n.kv"],
  ALLOWED_AWS_ACCOUNTS: ["12345678901", "1.23457E+11", "*,123456789012", ","],
  CROSS_ACCOUNT_ROLE: ["path/Role", "Role Name", "a".repeat(65)],
  SESSION_IDLE_MINUTES: ["0", "-1", "1441", "1e2", "Infinity", "NaN", "0.0"],
  SESSION_MAX_HOURS: ["0", "24.5"],
  CREDENTIAL_TTL_MINUTES: ["2161", "an hour"],
  RATE_LIMIT_AUTH: ["10", "0/minute", "10/day", "10 / minute", "-1/minute"],
  RATE_LIMIT_EXECUTION: ["10/minutes"],
  RATE_LIMIT_READ: ["1000000/second"],
  LINUX_PATCHER_URL: [
    "http://files.example.com/run.sh",
    "https://files.example.com/run.sh;id",
    "https://files.example.com/$(id)",
    "https://files.example.com/`id`",
    "https://files.example.com/a'b",
    'https://files.example.com/a"b',
    "https://files.example.com/a b",
    "https://files.example.com/a\nb",
    "https://files.example.com/?a=1&b=2",
    "https://me:pass@files.example.com/run.sh",
  ],
  SFT_ENROLLMENT_SECRET_ID: ["a secret", "$(id)"],
  LOG_LEVEL: ["trace", "INFO"],
  LOG_FORMAT: ["xml"],
  METRICS_TOKEN: ["short", "sixteen characters with spaces"],
};
for (const [name, values] of Object.entries(refused)) {
  Deno.test(`${name} refuses what it cannot mean, and quotes it`, () => {
    for (const value of values) {
      const problem = problemsOf({ ...production, [name]: value })[name];
      assert.ok(problem, `${name}=${value} was accepted`);
      assert.match(problem, /expected /);
    }
  });
}

for (const name of ["NEW_AUTH", "XSS_PROTECTION", "CSRF_TOKENS", "SECURE_SESSIONS"]) {
  Deno.test(`ENABLE_${name} is on unless it says false, and a corrupt value stops the boot (R14)`, () => {
    const variable = `ENABLE_${name}`;
    const on = Object.values(load(production).flags);
    assert.deepEqual(Object.values(load({ ...production, [variable]: "true" }).flags), on);
    const off = Object.entries(load({ ...production, [variable]: "false" }).flags);
    const names = off.filter(([, enabled]) => !enabled).map(([flag]) => flag.toUpperCase());
    assert.deepEqual(names, [name.replace("_", "")]);
    for (const corrupt of ["False", "0", "no", "off", "treu", " true"]) {
      assert.deepEqual(problemsOf({ ...production, [variable]: corrupt }), {
        [variable]: `${JSON.stringify(corrupt)} is wrong; expected exactly true or false`,
      });
    }
  });
}

Deno.test("production uses AWS_ENDPOINT_URL only with ALLOW_AWS_ENDPOINT=true", () => {
  const env = { ...production, AWS_ENDPOINT_URL: "http://127.0.0.1:4566" };
  assert.match(problemsOf(env).AWS_ENDPOINT_URL ?? "", /ALLOW_AWS_ENDPOINT=true/);
  const allowed = load({ ...env, ALLOW_AWS_ENDPOINT: "true" });
  assert.equal(allowed.aws.endpointUrl, "http://127.0.0.1:4566");
  const simulated = load({ ...development, AWS_ENDPOINT_URL: "http://127.0.0.1:4566" });
  assert.equal(simulated.aws.endpointUrl, "http://127.0.0.1:4566");
});

Deno.test("state lives in a file, on a KV server, or with Deno Deploy", () => {
  const remote = { DENO_KV_URL: "https://kv.example.com", DENO_KV_ACCESS_TOKEN: newSecretKey() };
  const deploy = { DENO_DEPLOYMENT_ID: "a1b2c3" };
  const kvOf = (env: Env) => load({ ...production, ...env }).kv;
  assert.deepEqual(kvOf({ DENO_KV_PATH: "a.kv" }), { kind: "file", path: "a.kv" });
  assert.deepEqual(kvOf(remote), { kind: "remote", url: remote.DENO_KV_URL });
  assert.deepEqual(kvOf(deploy), { kind: "managed" });
  assert.deepEqual(kvOf({ ...deploy, ...remote }), { kind: "remote", url: remote.DENO_KV_URL });
});

Deno.test("development derives an origin that a browser can open", () => {
  const originOf = (HOST: string) => load({ ...development, HOST, PORT: "80" }).publicOrigin;
  assert.equal(originOf("0.0.0.0"), "http://localhost");
  assert.equal(originOf("::1"), "http://[::1]");
  assert.equal(load({ ...development, PORT: "9000" }).publicOrigin, "http://127.0.0.1:9000");
});
