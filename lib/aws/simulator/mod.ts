/** A simulated AWS for development and tests, reached over HTTP by the real SDK. */
export { type Simulator, type SimulatorOptions, startSimulator } from "./start_simulator.ts";
export type { WorldOptions } from "./world.ts";
export type { FleetOptions } from "./fleet.ts";
export type { Delivery } from "./host.ts";
