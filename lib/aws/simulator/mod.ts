/** A simulated AWS for development and tests, reached over HTTP by the real SDK. */
export type { FleetOptions } from "./fleet.ts";
export type { Delivery } from "./host.ts";
export { introduction } from "./introduction.ts";
export { withSampleSettings } from "./sample_settings.ts";
export { simulatorSettings } from "./simulator_settings.ts";
export { type Simulator, type SimulatorOptions, startSimulator } from "./start_simulator.ts";
export type { WorldOptions } from "./world.ts";
