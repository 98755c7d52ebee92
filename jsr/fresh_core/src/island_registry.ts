import type { ComponentType } from "preact";
import type { Island } from "./snapshot.ts";

/** An island file with its loaded module. */
export interface IslandModule {
  readonly name: string;
  /** URL path of the file's browser chunk. */
  readonly chunk: string;
  readonly module: object;
}

/** Every exported function of an island file is an island. */
export function islandRegistry(modules: readonly IslandModule[]): Map<unknown, Island> {
  return new Map(
    modules.flatMap(({ name, chunk, module }) =>
      Object.entries(module)
        .filter(([, value]) => typeof value === "function")
        .map(([exportName, component]: [string, ComponentType]) => [
          component,
          { name: exportName === "default" ? name : exportName, exportName, component, chunk },
        ])
    ),
  );
}
