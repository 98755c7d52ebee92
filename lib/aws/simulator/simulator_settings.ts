import { z } from "zod";
import { AppError } from "@/lib/base/mod.ts";
import type { SimulatorOptions } from "./start_simulator.ts";

const atLeastOne = z.coerce.number().int().min(1).optional();

const variablesSchema = z.object({
  SIMULATOR_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  SIMULATOR_SEED: z.coerce.number().int().optional(),
  SIMULATOR_INSTANCES: atLeastOne,
  SIMULATOR_ACCOUNTS: atLeastOne,
  SIMULATOR_REGIONS: atLeastOne,
  SIMULATOR_LATENCY_MS: z.coerce.number().min(0).optional(),
  SIMULATOR_SPEED: z.coerce.number().positive().optional(),
});

/**
 * Reads how the simulator is to be started.
 *
 * @param read Gives one variable, as `Deno.env.get` does; an empty one counts as not set.
 * @returns The settings; what is not set is absent.
 * @throws {AppError} `wrong_simulator_settings`, naming every wrong variable at once.
 */
export function simulatorSettings(read: (name: string) => string | undefined): SimulatorOptions {
  const names = Object.keys(variablesSchema.shape);
  const given = names.map((name) => [name, read(name) || undefined] as const);
  const { data, error } = variablesSchema.safeParse(Object.fromEntries(given));
  if (!data) {
    throw new AppError(`Cannot start the simulator: ${z.prettifyError(error)}`, {
      code: "wrong_simulator_settings",
      status: 500,
      publicMessage: "",
    });
  }
  return {
    port: data.SIMULATOR_PORT,
    seed: data.SIMULATOR_SEED,
    instances: data.SIMULATOR_INSTANCES,
    accounts: data.SIMULATOR_ACCOUNTS,
    regions: data.SIMULATOR_REGIONS,
    latencyMs: data.SIMULATOR_LATENCY_MS,
    speed: data.SIMULATOR_SPEED,
  };
}
