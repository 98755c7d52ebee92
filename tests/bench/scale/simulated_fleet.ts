import { z } from "zod";
import type { SimulatorOptions } from "@/lib/aws/simulator/mod.ts";

/** The most servers that one command takes, so that each cell needs one. */
export const CELL_SIZE = 50;
const REGIONS = 10;
const LATENCY_MS = 40;
const SPEED = 5;

const fleetSchema = z.object({
  credentials: z.object({ com: z.record(z.string(), z.string()) }),
  instances: z.array(z.object({
    instanceId: z.string(),
    account: z.string(),
    region: z.string(),
    partition: z.string(),
    platform: z.string(),
    name: z.string(),
    ping: z.string(),
  })),
});
const ledgerSchema = z.object({
  calls: z.record(z.string(), z.number()),
  runs: z.array(z.object({ instanceId: z.string() })),
});

type Instance = z.infer<typeof fleetSchema>["instances"][number];

/** Servers of one account and region. */
export type Cell = readonly Instance[];

/** Says how to start a simulator with at least so many Commercial cells of 50 servers that answer. */
export function fleetOptions(cells: number): SimulatorOptions {
  const regions = Math.min(cells, REGIONS);
  const accounts = Math.max(4, Math.ceil(cells / regions) + 3);
  // Some servers are offline, not registered, or run Windows.
  const instances = Math.ceil(2 * CELL_SIZE * regions * accounts);
  return { accounts, regions, instances, latencyMs: LATENCY_MS, speed: SPEED };
}

/** The credentials of the fleet, and the cells to run on. */
export async function fleetCells(
  simulatorUrl: string,
  cells: number,
): Promise<{ readonly credentials: Readonly<Record<string, string>>; readonly cells: Cell[] }> {
  const response = await fetch(`${simulatorUrl}/_simulator/fleet`);
  const { credentials, instances } = fleetSchema.parse(await response.json());
  const reachable = instances.filter(({ partition, platform, ping }) =>
    partition === "aws" && platform === "linux" && ping === "online"
  );
  const byPlace = Map.groupBy(reachable, ({ account, region }) => `${account} ${region}`);
  const chosen = [...byPlace.values()].map((all) => all.slice(0, CELL_SIZE))
    .filter(({ length }) => length === CELL_SIZE).slice(0, cells);
  if (chosen.length < cells) throw new Error(`Cannot find ${cells} cells: ${chosen.length}`);
  return { credentials: credentials.com, cells: chosen };
}

/** What the simulator was asked, and which servers ran their script. */
export async function ledgerOf(simulatorUrl: string): Promise<z.infer<typeof ledgerSchema>> {
  return ledgerSchema.parse(await (await fetch(`${simulatorUrl}/_simulator/ledger`)).json());
}
