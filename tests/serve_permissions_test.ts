import assert from "node:assert/strict";
import { join } from "node:path";
import { startSimulator } from "@/lib/aws/simulator/mod.ts";
import { VARIABLE_NAMES } from "@/lib/config/mod.ts";
import { type Checkout, createCheckout, productionEnv } from "./support/checkout.ts";
import { readConfig } from "./support/deno_config.ts";
import { freePort } from "./support/process.ts";

const ROOT = new URL("../", import.meta.url);

/** The command of the task, which the README documents. */
async function serveCommand(): Promise<string> {
  const { serve = "" } = (await readConfig("deno.json")).tasks;
  return typeof serve === "string" ? serve : serve.command;
}

/** What each permission flag of the command grants; a command prints the hosts of the network. */
function permissions(command: string): ReadonlyMap<string, string> {
  const own = command.replace(/\$\([^)]* lib\/config\/network_command\.ts\)/, "printed");
  const flags = own.matchAll(/(--allow-\w+)(?:=(\S+))?/g);
  return new Map([...flags].map(([, flag = "", value = ""]) => [flag, value] as const));
}

/** The README's rows about permissions: the reason by flag. */
async function documented(): Promise<ReadonlyMap<string, string>> {
  const readme = await Deno.readTextFile(new URL("README.md", ROOT));
  const rows = readme.matchAll(/^\| `(--allow-\w+)` +\| (.*?) *\|$/gm);
  return new Map([...rows].map(([, flag = "", reason = ""]) => [flag, reason] as const));
}

/** Puts a task beside `serve` that runs the probe with the same flags. */
async function addProbe({ root }: Checkout): Promise<void> {
  const path = join(root, "deno.json");
  const config = JSON.parse(await Deno.readTextFile(path));
  config.tasks.probe = (await serveCommand()).replace(/serve\.ts$/, "permission_probe.ts");
  await Deno.writeTextFile(path, JSON.stringify(config));
  const probe = new URL("tests/fixtures/permission_probe.ts", ROOT);
  await Deno.copyFile(probe, join(root, "permission_probe.ts"));
  await Deno.mkdir(join(root, "data"));
}

Deno.test("R17: `serve` has exactly the permissions that the README gives reasons for", async () => {
  const flags = permissions(await serveCommand());
  const reasons = await documented();
  assert.deepEqual([...flags.keys()].sort(), [...reasons.keys()].sort());
  for (const flag of ["--allow-read", "--allow-write"]) {
    const named = [...(reasons.get(flag) ?? "").matchAll(/`(\w+)`/g)].map(([, path]) => path);
    assert.deepEqual(flags.get(flag)?.split(",").sort(), named.sort(), flag);
  }
  const forSdk = [...(reasons.get("--allow-env") ?? "").matchAll(/`([A-Z_*]+)`/g)]
    .map(([, name = ""]) => name).filter((name) => !VARIABLE_NAMES.includes(name));
  assert.ok(forSdk.length > 0);
  assert.deepEqual(
    flags.get("--allow-env")?.split(",").sort(),
    [...VARIABLE_NAMES, ...forSdk].sort(),
  );
  assert.equal(flags.get("--allow-sys"), "osRelease");
  assert.equal(flags.get("--allow-net"), "printed");
});

Deno.test("I07 R17: `serve` may use its own data and address, and nothing else", async () => {
  await using checkout = await createCheckout();
  await addProbe(checkout);
  const { stdout, stderr } = await checkout.task("probe", productionEnv(freePort()));
  assert.equal(stderr, "");
  const outcomes = Object.entries(JSON.parse(stdout));
  const allowed = outcomes.filter(([, outcome]) => outcome === "allowed").map(([name]) => name);
  assert.deepEqual(allowed, [
    "write data",
    "read data",
    "read static",
    "read SECRET_KEY",
    "read what the SDK reads",
    "tell the system's release",
    "listen",
  ]);
  const others = outcomes.slice(allowed.length);
  assert.ok(others.length > 15);
  assert.deepEqual(others.filter(([, outcome]) => outcome !== "denied"), []);
});

Deno.test("R17: the AWS SDK works with the permissions of `serve`", async () => {
  await using checkout = await createCheckout();
  const simulator = await startSimulator();
  const env = {
    ...productionEnv(freePort()),
    AWS_ENDPOINT_URL: simulator.url,
    ALLOW_AWS_ENDPOINT: "true",
  };
  await using server = await checkout.start("serve", env);
  const { accessKeyId, secretAccessKey, sessionToken } = simulator.credentials.com;
  const session = await fetch(`${server.url}/api/session`);
  const { csrfToken } = await session.json();
  const signedIn = await fetch(`${server.url}/api/session/credentials`, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      "Cookie": session.headers.getSetCookie().map((cookie) => cookie.split(";")[0]).join("; "),
      "Origin": server.url,
      "X-CSRF-Token": csrfToken,
    },
    body: JSON.stringify({
      environment: "com",
      accessKeyId,
      secretAccessKey: secretAccessKey.reveal(),
      sessionToken: sessionToken?.reveal(),
    }),
  });
  assert.deepEqual([signedIn.status, (await signedIn.json()).account], [200, "111122223333"]);
  await simulator.close();
});
