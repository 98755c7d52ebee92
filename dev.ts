import { parseArgs } from "node:util";
import * as esbuild from "esbuild";
import { Builder } from "fresh/dev";
import { build } from "@/fresh.config.ts";
import { bootStep, createApp, createServices, listenError, serve } from "@/lib/app/mod.ts";
import {
  introduction,
  type Simulator,
  simulatorSettings,
  startSimulator,
  withSampleSettings,
} from "@/lib/aws/simulator/mod.ts";
import {
  type Config,
  developmentSecretKey,
  loadConfig,
  localUrl,
  readEnvironment,
} from "@/lib/config/mod.ts";

const SECRET_KEY_PATH = "data/dev-secret-key";

/** Scripts of a minute end in some seconds, so that trying out is quick. */
const SIMULATOR_SPEED = 5;

const { positionals: [task], values: { live } } = parseArgs({
  options: { live: { type: "boolean", default: false } },
  allowPositionals: true,
});

const builder = new Builder(build);
builder.onTransformStaticFile(
  { pluginName: "bundle-css", filter: /\/static\/styles\.css$/ },
  async ({ path, target }) => ({ content: await bundledStylesheet(path, target) }),
);

switch (task) {
  case "build":
    await builder.build();
    break;
  case "start":
    await start();
    break;
  case undefined:
    await watch();
    break;
  default:
    console.error(`Cannot run "${task}": expected start, build or nothing`);
    Deno.exit(1);
}

/** Bootstrap comes from npm: the sheet imports it, and one minified file is served. */
async function bundledStylesheet(
  path: string,
  target: string | readonly string[],
): Promise<Uint8Array> {
  const { outputFiles } = await esbuild.build({
    entryPoints: [path],
    bundle: true,
    minify: true,
    write: false,
    target: [target].flat(),
    logLevel: "silent",
  });
  const [sheet] = outputFiles;
  if (!sheet) throw new Error(`Cannot bundle ${path}: expected one stylesheet`);
  return sheet.contents;
}

/** The environment, with a SECRET_KEY of this machine's own when none is set. */
async function developmentEnvironment() {
  const env = readEnvironment((name) => Deno.env.get(name));
  if (env.SECRET_KEY) return env;
  const { key, created } = await developmentSecretKey(SECRET_KEY_PATH);
  console.log(
    `SECRET_KEY is not set: using the development key ${created ? "made" : "kept"} in ` +
      `${SECRET_KEY_PATH}. Sessions survive a restart.`,
  );
  return { ...env, SECRET_KEY: key };
}

/** Composes the application; AWS is simulated unless told otherwise. */
async function compose() {
  return await bootStep(async () => {
    const env = await developmentEnvironment();
    const simulator = live || env.AWS_ENDPOINT_URL ? undefined : await simulatedAws();
    const config = loadConfig({
      env: simulator ? withSampleSettings(env, simulator.url) : env,
      entry: "development",
    });
    const services = await createServices(config, { simulated: simulator !== undefined });
    return { services, announce: (url: string) => announce(url, { simulator, config }) };
  });
}

/** The same seed gives the same credentials, so sessions survive a restart of the simulator too. */
async function simulatedAws(): Promise<Simulator> {
  const { speed = SIMULATOR_SPEED, ...settings } = simulatorSettings((name) => Deno.env.get(name));
  return await startSimulator({ ...settings, speed });
}

/** Builds in memory and serves the result, as a newcomer runs it. */
async function start(): Promise<void> {
  const { services, announce: onReady } = await compose();
  const app = createApp(services);
  const apply = await builder.build({ snapshot: "memory" });
  apply(app);
  await bootStep(() => serve(app.handler(), { services, onReady }));
}

/** Serves unminified bundles; the task restarts the process when a file changes. */
async function watch(): Promise<void> {
  const { services, announce: onReady } = await compose();
  const app = createApp(services);
  const { host: hostname, port } = services.config;
  services.executions.startTicker();
  await bootStep(async () => {
    try {
      await builder.listen(() => Promise.resolve(app), {
        hostname,
        port,
        onListen: () => onReady(localUrl(services.config)),
      });
    } catch (error) {
      throw listenError(error, services.config);
    }
  });
}

function announce(
  url: string,
  { simulator, config }: { readonly simulator: Simulator | undefined; readonly config: Config },
): void {
  if (simulator) {
    console.log(`PCM-Ops Tools ready: ${url} (simulated AWS: ${simulator.url})\n`);
    console.log(introduction(simulator, { url }));
  } else {
    console.log(`PCM-Ops Tools ready: ${url}`);
    console.log(`AWS is ${config.aws.endpointUrl ?? "real: scripts run on real servers"}.`);
  }
}
