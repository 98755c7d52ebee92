import { z } from "zod";
import { startSimulator } from "./start_simulator.ts";

const number = (schema = z.coerce.number()) => schema.optional();
const natural = z.coerce.number().int().min(1);

const environmentSchema = z.object({
  SIMULATOR_PORT: number(z.coerce.number().int().min(0).max(65_535)),
  SIMULATOR_SEED: number(z.coerce.number().int()),
  SIMULATOR_INSTANCES: number(natural),
  SIMULATOR_ACCOUNTS: number(natural),
  SIMULATOR_REGIONS: number(natural),
  SIMULATOR_LATENCY_MS: number(z.coerce.number().min(0)),
  SIMULATOR_SPEED: number(z.coerce.number().positive()),
});

/** Starts the simulator alone, by its environment and `--port N`, and prints how to reach it. */
async function main(): Promise<void> {
  const names = Object.keys(environmentSchema.shape);
  const given = names.flatMap((name) => {
    const value = Deno.env.get(name);
    return value ? [[name, value] as const] : [];
  });
  const at = Deno.args.indexOf("--port");
  const port = at === -1 ? {} : { SIMULATOR_PORT: Deno.args[at + 1] };
  const parsed = environmentSchema.safeParse({ ...Object.fromEntries(given), ...port });
  if (!parsed.success) {
    console.error(z.prettifyError(parsed.error));
    Deno.exit(1);
  }
  const settings = {
    port: parsed.data.SIMULATOR_PORT,
    seed: parsed.data.SIMULATOR_SEED,
    instances: parsed.data.SIMULATOR_INSTANCES,
    accounts: parsed.data.SIMULATOR_ACCOUNTS,
    regions: parsed.data.SIMULATOR_REGIONS,
    latencyMs: parsed.data.SIMULATOR_LATENCY_MS,
    speed: parsed.data.SIMULATOR_SPEED,
  };
  const { url } = await startSimulator(settings);
  console.log(`Simulated AWS: ${url}`);
  console.log(`Sample credentials and servers: ${url}/_simulator/fleet`);
}

if (import.meta.main) await main();
