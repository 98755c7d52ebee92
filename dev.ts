import * as esbuild from "esbuild";
import { Builder } from "fresh/dev";
import { build } from "@/fresh.config.ts";
import { bootStep, createApp, createServices, listenError, serve } from "@/lib/app/mod.ts";
import { developmentSecretKey, loadConfig, localUrl, readEnvironment } from "@/lib/config/mod.ts";

const SECRET_KEY_PATH = "data/dev-secret-key";

const builder = new Builder(build);
builder.onTransformStaticFile(
  { pluginName: "bundle-css", filter: /\/static\/styles\.css$/ },
  async ({ path, target }) => ({ content: await bundledStylesheet(path, target) }),
);

switch (Deno.args[0]) {
  case "build":
    await builder.build();
    break;
  case "start":
    await start();
    break;
  case undefined:
    await develop();
    break;
  default:
    console.error(`Cannot run "${Deno.args[0]}": expected start, build or nothing`);
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

async function developmentServices() {
  return await bootStep(async () => {
    const env = readEnvironment((name) => Deno.env.get(name));
    if (!env.SECRET_KEY) {
      const { key, created } = await developmentSecretKey(SECRET_KEY_PATH);
      env.SECRET_KEY = key;
      console.log(
        `SECRET_KEY is not set: using the development key ${created ? "made" : "kept"} in ` +
          `${SECRET_KEY_PATH}. Sessions survive a restart.`,
      );
    }
    return await createServices(loadConfig({ env, entry: "development" }));
  });
}

/** Builds in memory and serves the result, as a newcomer runs it. */
async function start(): Promise<void> {
  const services = await developmentServices();
  const app = createApp(services);
  const apply = await builder.build({ snapshot: "memory" });
  apply(app);
  await bootStep(() => serve(app.handler(), { services, onReady: announce }));
}

/** Serves unminified bundles; the task restarts the process when a file changes. */
async function develop(): Promise<void> {
  const services = await developmentServices();
  const app = createApp(services);
  const { host: hostname, port } = services.config;
  await bootStep(async () => {
    try {
      await builder.listen(() => Promise.resolve(app), {
        hostname,
        port,
        onListen: () => announce(localUrl(services.config)),
      });
    } catch (error) {
      throw listenError(error, services.config);
    }
  });
}

function announce(url: string): void {
  console.log(`PCM-Ops Tools ready: ${url}`);
}
