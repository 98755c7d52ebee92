import assert from "node:assert/strict";
import { chmod, chown, cp, mkdir, readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { productionEnv } from "./support/checkout.ts";
import { environmentOf, parseDockerfile, valuesOf } from "./support/dockerfile.ts";
import { freePort } from "./support/process.ts";
import { INHERITED } from "./support/running_process.ts";

const ROOT = new URL("../", import.meta.url).pathname;
const PINNED = /^[\w./-]+:\d+\.\d+\.\d+(-[\w.]+)?$/;
const NOBODY = 1993;
const ANSWER_MS = 20_000;

const dockerfile = parseDockerfile(await Deno.readTextFile(join(ROOT, "Dockerfile")));
const [buildStage = [], imageStage = []] = dockerfile.stages;

const serviceSchema = z.object({
  image: z.string().optional(),
  ports: z.array(z.string()).default([]),
  read_only: z.boolean(),
  cap_drop: z.array(z.string()),
  cap_add: z.array(z.string()).default([]),
  security_opt: z.array(z.string()),
  environment: z.record(z.string(), z.string()),
  volumes: z.array(z.string()),
  tmpfs: z.string(),
});
const composeSchema = z.object({
  services: z.strictObject({ app: serviceSchema, proxy: serviceSchema }),
});

/** Runs a command in the directory that stands for the image's root, with nothing else around. */
async function run(
  command: string,
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<void> {
  const { success, stdout, stderr } = await new Deno.Command("sh", {
    args: ["-c", command],
    cwd,
    env: { ...env },
    clearEnv: true,
  }).output();
  const text = new TextDecoder();
  assert.ok(success, `${command}: ${text.decode(stdout)}${text.decode(stderr)}`);
}

/** What Deno needs to reach the registry, and itself on the PATH; no cache of this machine. */
function buildEnvironment(home: string): Record<string, string> {
  const names = INHERITED.filter((name) => !["HOME", "DENO_DIR", "PATH"].includes(name));
  const inherited = names.flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  const path = `${dirname(Deno.execPath())}:/usr/bin:/bin`;
  return { ...Object.fromEntries(inherited), PATH: path, HOME: home };
}

/** Follows the Dockerfile in a directory: copies what it copies and runs what it runs. */
async function buildImage(root: string): Promise<void> {
  const cwd = join(root, "app");
  const env = { ...environmentOf(buildStage), ...buildEnvironment(join(root, "home")) };
  await mkdir(cwd);
  for (const { name, value } of buildStage) {
    if (name === "COPY") await copy(value.split(" "), cwd);
    if (name === "RUN") {
      // Only root may give files away, which the test does itself.
      const command = value.replace(/ -[og] 1993/g, "").replaceAll("/deno-dir", `${root}/deno-dir`)
        .replaceAll(" /app/", ` ${cwd}/`);
      await run(command, { cwd, env });
    }
  }
}

async function copy(words: readonly string[], cwd: string): Promise<void> {
  const sources = words.slice(0, -1);
  for (const source of sources) {
    await cp(join(ROOT, source), join(cwd, source), { recursive: true });
  }
}

/** Takes the right to write from everybody, but below `data` from nobody. */
async function protect(root: string): Promise<void> {
  await run("chmod -R a-w,a+rX app deno-dir && chmod -R u+w app/data", { cwd: root, env: {} });
  await chmod(root, 0o755);
  if (Deno.uid() === 0) await chown(join(root, "app/data"), NOBODY, NOBODY);
}

Deno.test("#11 #12: both stages use one pinned base image, and nothing pipes an installer", () => {
  const [base = ""] = valuesOf(dockerfile.args, "ARG");
  assert.match(base.replace("BASE_IMAGE=", ""), PINNED);
  for (const stage of dockerfile.stages) {
    assert.match(valuesOf(stage, "FROM")[0] ?? "", /^\$\{BASE_IMAGE\}( AS build)?$/);
  }
  const commands = dockerfile.stages.flatMap((stage) => valuesOf(stage, "RUN")).join("\n");
  assert.doesNotMatch(commands, /curl|wget|\| *(ba)?sh|apt|apk/);
  assert.match(commands, /deno install --frozen/);
});

Deno.test("#11: the image runs `serve` as a user without rights, and says when it is healthy", () => {
  assert.equal(valuesOf(imageStage, "USER")[0], `${NOBODY}:${NOBODY}`);
  assert.deepEqual(valuesOf(imageStage, "RUN"), []);
  assert.deepEqual(valuesOf(imageStage, "CMD"), ['["deno", "task", "--quiet", "serve"]']);
  assert.match(valuesOf(imageStage, "HEALTHCHECK")[0] ?? "", /"task", "--quiet", "health"\]$/);
  assert.deepEqual(valuesOf(imageStage, "VOLUME"), ["/app/data"]);
});

Deno.test(".dockerignore lets in exactly what the Dockerfile copies", async () => {
  const text = await Deno.readTextFile(join(ROOT, ".dockerignore"));
  const rules = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  assert.equal(rules[0], "*");
  const copied = valuesOf(buildStage, "COPY").flatMap((value) => value.split(" ").slice(0, -1));
  assert.deepEqual(
    rules.slice(1).map((rule) => rule.replace("!", "")).sort(),
    copied.map((path) => path.replace(/\/$/, "")).sort(),
  );
});

Deno.test("#11: compose.yaml gives both services a read-only root and no rights they do without", async () => {
  const compose = parse(await Deno.readTextFile(join(ROOT, "compose.yaml")));
  const { app, proxy } = composeSchema.parse(compose).services;
  for (const service of [app, proxy]) {
    assert.equal(service.read_only, true);
    assert.deepEqual(service.cap_drop, ["ALL"]);
    assert.deepEqual(service.security_opt, ["no-new-privileges:true"]);
  }
  assert.deepEqual([app.ports, app.cap_add, proxy.cap_add], [[], [], ["NET_BIND_SERVICE"]]);
  assert.deepEqual(app.volumes, ["data:/app/data"]);
  assert.match(proxy.image ?? "", PINNED);
  assert.deepEqual([app.environment.APP_ENV, app.environment.TRUST_PROXY], ["production", "true"]);
});

Deno.test("D02: the proxy limits slow clients, header sizes and bodies", async () => {
  const text = await Deno.readTextFile(join(ROOT, "Caddyfile"));
  const settings = new Map(
    Array.from(text.matchAll(/^\s*(\w+) (\S+)$/gm), ([, name = "", value = ""]) => [name, value]),
  );
  const expected = { read_header: "10s", read_body: "30s", write: "2m", idle: "2m" };
  for (const [name, value] of Object.entries(expected)) assert.equal(settings.get(name), value);
  assert.equal(settings.get("max_header_size"), "16KB");
  assert.equal(settings.get("reverse_proxy"), "app:8500");
  assert.doesNotMatch(text, /header_up\s+Host|trusted_proxies/);
});

Deno.test("#11 #12: what the Dockerfile makes serves without build tools, downloads or a writable program", async () => {
  const root = await Deno.makeTempDir({ prefix: "pcm-ops-image-" });
  try {
    await mkdir(join(root, "home"));
    await buildImage(root);
    await protect(root);
    const packages = await readdir(join(root, "app/node_modules"));
    const tools = ["esbuild", "playwright-core", "axe-core", "yaml", "bootstrap"];
    assert.deepEqual(packages.filter((name) => tools.includes(name)), []);
    await assert.rejects(Deno.stat(join(root, "app/lib/aws/simulator")), Deno.errors.NotFound);
    assert.deepEqual(await readinessOf(root), { ready: true });
  } finally {
    await run("chmod -R u+w app deno-dir", { cwd: root, env: {} });
    await Deno.remove(root, { recursive: true });
  }
});

/** Serves as the image does, far from any registry, and asks for readiness and health. */
async function readinessOf(root: string): Promise<unknown> {
  const env = {
    ...environmentOf(imageStage),
    DENO_DIR: join(root, "deno-dir"),
    PATH: `${dirname(Deno.execPath())}:/usr/bin:/bin`,
    NPM_CONFIG_REGISTRY: "http://127.0.0.1:1",
    ...productionEnv(freePort()),
  };
  const user = Deno.uid() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  const options = { cwd: join(root, "app"), env, clearEnv: true, ...user } as const;
  const command: string[] = JSON.parse(valuesOf(imageStage, "CMD")[0] ?? "[]");
  const [program = "", ...args] = command;
  const server = new Deno.Command(program, { ...options, args, stdout: "piped", stderr: "piped" })
    .spawn();
  const printed = [server.stdout, server.stderr].map((stream) => new Response(stream).text());
  const ended = server.status.then(async () => (await Promise.all(printed)).join("\n"));
  try {
    const answer = await Promise.race([firstAnswer(`${env.PUBLIC_ORIGIN}/api/ready`), ended]);
    const health = new Deno.Command(program, { ...options, args: ["task", "--quiet", "health"] });
    assert.equal((await health.output()).code, 0);
    return answer;
  } finally {
    // The task runner passes it on to the server, and both end.
    await run(`kill ${server.pid} 2>/dev/null || true`, { cwd: root, env: {} });
    await ended;
  }
}

async function firstAnswer(url: string): Promise<unknown> {
  const deadline = AbortSignal.timeout(ANSWER_MS);
  while (!deadline.aborted) {
    const response = await fetch(url, { signal: deadline }).catch(() => undefined);
    if (response) return await response.json();
  }
  return `no answer in ${ANSWER_MS} ms`;
}
