import { bootStep, createApp, createServices } from "@/lib/app/mod.ts";
import { loadConfig, readEnvironment } from "@/lib/config/mod.ts";

const config = await bootStep(() =>
  loadConfig({ env: readEnvironment((name) => Deno.env.get(name)), entry: "production" })
);

/** What the process works with; `serve.ts` drains it. */
export const services = await bootStep(() => createServices(config));

/** The application; the build adds routes, islands and static files. */
export const app = createApp(services);

// Deno Deploy runs this wherever the last isolate went to sleep; it has to stand at the top level.
if (config.kv.kind === "managed") {
  Deno.cron("carry batches forward", "* * * * *", () => services.executions.advanceAll());
}
