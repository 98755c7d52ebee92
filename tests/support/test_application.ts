import type { App } from "fresh";
import { Builder } from "fresh/dev";
import { z } from "zod";
import { build } from "@/fresh.config.ts";
import { createApp, createServices, type Services, type State } from "@/lib/app/mod.ts";
import type { Simulator } from "@/lib/aws/simulator/mod.ts";
import type { Clock } from "@/lib/base/mod.ts";
import { loadConfig, newSecretKey } from "@/lib/config/mod.ts";
import { createLogger } from "@/lib/observability/mod.ts";
import { building } from "../jsr/fresh_core/project.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

/** The host of every test application in production. */
export const HOST = "tools.example.com";

/** Puts the routes, islands and static files of a build into an application. */
export type ApplyBuild = (app: App<State>) => void;

/** One line of the log. */
export type LogLine = z.infer<typeof lineSchema>;

const lineSchema = z.object({
  level: z.string(),
  message: z.string(),
  fields: z.record(z.string(), z.unknown()),
});

/** The application with a store of its own in memory, and its log in an array. */
export interface TestApplication extends Disposable {
  readonly services: Services;
  readonly log: readonly LogLine[];
  /** Answers a request line such as "GET /api/health", without a server in between. */
  readonly send: (line: string, init?: RequestInit) => Promise<Response>;
  /** Serves on a free port until it is disposed of. */
  readonly listen: () => AsyncDisposable & { readonly port: number };
}

/** Builds the repository's islands and static files, and its routes or those of a fixture. */
export async function buildApplication({ routeDir = build.routeDir } = {}): Promise<ApplyBuild> {
  const builder = new Builder({ ...build, root: ROOT, routeDir });
  return await building(() => builder.build({ snapshot: "memory" }));
}

export interface TestApplicationOptions {
  /** Environment variables; without any, a production server that users reach as `HOST`. */
  readonly env?: Readonly<Record<string, string>>;
  /** The database file; in memory when not given. */
  readonly kvPath?: string;
  /** The AWS it speaks to; when not given, none may be asked. */
  readonly simulator?: Pick<Simulator, "url">;
  /** The system's when not given. */
  readonly clock?: Clock;
}

/** Composes the application as main.ts does, in production unless `env` says otherwise. */
export async function testApplication(
  apply: ApplyBuild,
  options: TestApplicationOptions = {},
): Promise<TestApplication> {
  const log: LogLine[] = [];
  const services = await testServices(options, (line) => log.push(line));
  const app = createApp(services);
  apply(app);
  const handler = app.handler();
  return {
    services,
    log,
    send: (line, init) => {
      const [method = "GET", path = "/"] = line.split(" ");
      return handler(new Request(services.config.publicOrigin + path, { ...init, method }));
    },
    listen: () => {
      const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, handler);
      return { port: server.addr.port, [Symbol.asyncDispose]: () => server.shutdown() };
    },
    [Symbol.dispose]: () => services.close(),
  };
}

async function testServices(
  { env = {}, kvPath = ":memory:", simulator, clock }: TestApplicationOptions,
  onLine: (line: LogLine) => void,
): Promise<Services> {
  const basis = {
    SECRET_KEY: newSecretKey(),
    PUBLIC_ORIGIN: `https://${HOST}`,
    ALLOWED_AWS_ACCOUNTS: "*",
    // A closed port: no test reaches the real AWS.
    AWS_ENDPOINT_URL: simulator?.url ?? "http://127.0.0.1:9",
    ALLOW_AWS_ENDPOINT: "true",
  };
  const parsed = loadConfig({ env: { ...basis, ...env }, entry: "production" });
  const config = { ...parsed, kv: { kind: "file", path: kvPath } } as const;
  const write = (text: string) => onLine(lineSchema.parse(JSON.parse(text)));
  return await createServices(config, {
    simulated: simulator !== undefined,
    logger: createLogger({ level: "debug", format: "json", write }),
    ...clock && { clock },
  });
}
