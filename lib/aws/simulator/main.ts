import { parseArgs } from "node:util";
import { AppError } from "@/lib/base/mod.ts";
import { simulatorSettings } from "./simulator_settings.ts";
import { startSimulator } from "./start_simulator.ts";

/** Starts the simulator alone, by its environment and `--port N`, and prints how to reach it. */
async function main(): Promise<void> {
  const { values } = parseArgs({ args: Deno.args, options: { port: { type: "string" } } });
  const given = (name: string) => name === "SIMULATOR_PORT" ? values.port : undefined;
  const { url } = await startSimulator(
    simulatorSettings((name) => given(name) ?? Deno.env.get(name)),
  );
  console.log(`Simulated AWS: ${url}`);
  console.log(`Sample credentials and servers: ${url}/_simulator/fleet`);
}

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    console.error(error.message);
    Deno.exit(1);
  }
}
