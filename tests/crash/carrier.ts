import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { z } from "zod";
import { createServices, type Services } from "@/lib/app/mod.ts";
import { environmentOfPartition, PARTITIONS } from "@/lib/base/mod.ts";
import { loadConfig } from "@/lib/config/mod.ts";
import { parseCredentials, type Session } from "@/lib/credentials/mod.ts";
import { hasEnded } from "@/lib/execution/mod.ts";
import { STEP1_SCRIPT_ID } from "@/lib/patching/mod.ts";

/** The simulator's hosts are twenty times faster than real ones; so is the engine here. */
const PACE = {
  timings: {
    leaseMs: 500,
    renewMs: 150,
    tickMs: 50,
    pollMs: [100, 200, 400],
    adoptMs: 1_500,
  },
  clients: { requestTimeoutMs: 1_000 },
};
const LOOK_MS = 25;

const fleetSchema = z.object({
  credentials: z.record(z.enum(["com", "gov"]), z.record(z.string(), z.string())),
  instances: z.array(z.object({
    instanceId: z.string(),
    account: z.string(),
    region: z.string(),
    platform: z.enum(["linux", "windows"]),
    ping: z.string(),
  })),
});
type Fleet = z.infer<typeof fleetSchema>;

/**
 * Signs in, starts step 1 on those servers of the simulated fleet that answer pings in one of the given
 * ways, or finds the batch that an earlier process has started, and carries it to its end.
 */
async function main(): Promise<void> {
  const { values: { simulator = "", ping = [] } } = parseArgs({
    options: { simulator: { type: "string" }, ping: { type: "string", multiple: true } },
  });
  const env = { ...Deno.env.toObject(), AWS_ENDPOINT_URL: simulator, LINUX_PATCHER_URL };
  const services = await createServices(loadConfig({ env, entry: "development" }), {
    simulated: true,
    ...PACE,
  });
  const ticker = services.executions.startTicker();
  console.log("carrying");
  const fleet = fleetSchema.parse(await (await fetch(`${simulator}/_simulator/fleet`)).json());
  const batchId = await startOrFind(services, {
    ...fleet,
    instances: fleet.instances.filter((instance) => ping.includes(instance.ping)),
  });
  console.log(JSON.stringify({ message: "ended", ...await ended(services, batchId) }));
  await ticker.stop();
  services.close();
}

const LINUX_PATCHER_URL = "https://patcher.example/patcher.sh";

async function startOrFind(services: Services, { credentials, instances }: Fleet): Promise<string> {
  let session: Session | null = null;
  for (const partition of PARTITIONS) {
    const keys = credentials[environmentOfPartition(partition)];
    const parse = parseCredentials(Object.values(keys).join(" "), { nowMs: Date.now() });
    if (parse.kind !== "parsed") throw new Error(`Cannot read the credentials: ${parse.kind}`);
    const result = await services.credentials.signIn(session, { ...parse, partition });
    if (result.kind !== "signed_in") throw new Error(`Cannot sign in: ${result.kind}`);
    session = result.session;
  }
  if (!session) throw new Error("Cannot sign in: expected a partition");
  const targets = instances.map(({ ping: _, ...target }) => target);
  const result = await services.executions.start(session, {
    scriptId: STEP1_SCRIPT_ID,
    parameters: { change: "CHG0031001" },
    targets,
    idempotencyKey: "crash-test-batch",
  });
  if (result.kind !== "started") throw new Error(`Cannot start: ${JSON.stringify(result)}`);
  return result.batchId;
}

async function ended({ executions }: Services, batchId: string): Promise<object> {
  for (;;) {
    const batch = await executions.find(batchId);
    if (batch && hasEnded(batch.state)) break;
    await delay(LOOK_MS);
  }
  const states: Record<string, string> = {};
  for await (const { instanceId, state } of executions.eachTarget(batchId)) {
    states[instanceId] = state;
  }
  return { batchId, states };
}

if (import.meta.main) await main();
