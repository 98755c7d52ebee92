import type { BrowserContextOptions, Page } from "playwright-core";
import { z } from "zod";
import { launchBrowser, type TestPage } from "../support/browser.ts";
import { startApplication } from "./application.ts";

const fleetSchema = z.object({
  credentials: z.object({
    com: z.record(z.string(), z.string()),
    gov: z.record(z.string(), z.string()),
  }),
  instances: z.array(z.object({
    instanceId: z.string(),
    account: z.string(),
    region: z.string(),
    platform: z.enum(["linux", "windows"]),
    name: z.string(),
    ping: z.string(),
    partition: z.string(),
    qc: z.object({
      passes: z.boolean(),
      reasons: z.array(z.string()),
      currentKernel: z.string(),
      availableKernels: z.array(z.string()),
    }).nullable(),
    sft: z.object({
      installed: z.boolean(),
      service: z.string(),
      tokens: z.object({ device: z.boolean(), enrollment: z.boolean() }),
    }).nullable(),
    post: z.object({ passes: z.boolean(), reasons: z.array(z.string()) }).nullable(),
  })),
});
/** Longer than a run on all servers takes on a busy machine. */
export const END_MS = 60_000;
/** Step 1 of a change. */
export const STEP1 = {
  scriptId: "linux-qc-prep/step1-initial-qc",
  parameters: { change: "CHG0031001" },
};

const startedSchema = z.object({ batchId: z.string() });

/** The truth about the simulated servers. */
export type Fleet = z.infer<typeof fleetSchema>;
export type FleetInstance = Fleet["instances"][number];

/** Asks the simulator for the truth about its servers. */
export async function fleetOf(simulatorUrl: string): Promise<Fleet> {
  return fleetSchema.parse(await (await fetch(`${simulatorUrl}/_simulator/fleet`)).json());
}

/** The application over a simulated fleet, and a browser that looks at it. */
export interface ExecutionsSite extends AsyncDisposable {
  readonly fleet: Fleet;
  /** The URL of the simulated AWS. */
  readonly simulatorUrl: string;
  /** Its Linux servers that Systems Manager reaches. */
  readonly online: readonly FleetInstance[];
  /** Opens a page that is signed in to both environments. */
  signIn(options?: BrowserContextOptions): Promise<TestPage & AsyncDisposable>;
}

/** Starts the application; servers work so many times faster than real ones. */
export async function startExecutionsSite(
  { speed = 20, instances = 60 } = {},
): Promise<ExecutionsSite> {
  await using stack = new AsyncDisposableStack();
  const env = {
    SIMULATOR_SPEED: String(speed),
    SIMULATOR_SEED: "7",
    SIMULATOR_INSTANCES: String(instances),
    // A line in the midst of a test would be read in the midst of a test: a leak, as Deno sees it.
    LOG_LEVEL: "error",
  };
  const application = stack.use(await startApplication({ env }));
  const [, simulatorUrl = ""] = await application.waitForLine(/simulated AWS: ([^)\s]+)/);
  const fleet = await fleetOf(simulatorUrl);
  const browser = stack.use(await launchBrowser());
  const kept = stack.move();
  return {
    fleet,
    simulatorUrl,
    online: fleet.instances.filter(({ ping, platform }) =>
      ping === "online" && platform === "linux"
    ),
    async signIn(options = {}) {
      const opened = await browser.newPage({ baseURL: application.url, ...options });
      for (const environment of ["com", "gov"] as const) {
        await signIn(opened.page, { environment, credentials: fleet.credentials[environment] });
      }
      return { ...opened, [Symbol.asyncDispose]: () => opened.page.context().close() };
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function signIn(
  page: Page,
  { environment, credentials }: {
    readonly environment: "com" | "gov";
    readonly credentials: Readonly<Record<string, string>>;
  },
): Promise<void> {
  await page.goto("/aws");
  const response = await send(page, {
    path: "/api/session/credentials",
    body: { environment, ...credentials },
  });
  if (!response.ok()) throw new Error(`Cannot sign in: ${await response.text()}`);
}

/** What a batch is to run, and where: on servers, or on those of a change. */
export interface BatchStart {
  readonly scriptId: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly targets?: readonly FleetInstance[];
  readonly change?: string;
}

/** Starts a batch as the API's users do, and gives its id. */
export async function startBatch(
  page: Page,
  { scriptId, parameters = {}, targets, change }: BatchStart,
): Promise<string> {
  const response = await send(page, {
    path: "/api/executions",
    body: { scriptId, parameters, change, targets: targets?.map(placeOf) },
  });
  if (!response.ok()) throw new Error(`Cannot start a batch: ${await response.text()}`);
  return startedSchema.parse(await response.json()).batchId;
}

/** Probes the servers and waits until the open page says that all are done; gives the batch's id. */
export async function endedProbe(page: Page, targets: readonly FleetInstance[]): Promise<string> {
  const batchId = await startBatch(page, { scriptId: "linux/probe", targets });
  await page.goto(`/executions/${batchId}`);
  const done = `${targets.length} of ${targets.length} done`;
  await page.getByText(done, { exact: true }).waitFor({ timeout: END_MS });
  return batchId;
}

/** Saves a change of the servers. */
export async function createChange(
  page: Page,
  { number, instances }: { readonly number: string; readonly instances: readonly FleetInstance[] },
): Promise<void> {
  const response = await send(page, {
    path: "/api/changes",
    body: { number, instances: instances.map(placeOf) },
  });
  if (!response.ok()) throw new Error(`Cannot create a change: ${await response.text()}`);
}

function placeOf({ instanceId, account, region, platform, name }: FleetInstance) {
  return { instanceId, account, region, platform, name };
}

/** Sends JSON with the token of the open page. */
async function send(
  page: Page,
  { path, body }: { readonly path: string; readonly body: unknown },
) {
  const session = await (await page.request.get("/api/session")).json();
  return await page.request.post(path, {
    data: body,
    headers: { "x-csrf-token": session.csrfToken, origin: new URL(page.url()).origin },
  });
}
