import type { BuildOptions } from "fresh/dev";

/** What the build reads and writes, and the browsers it is for. */
export const build = {
  outDir: "_fresh",
  staticDir: "static",
  islandDir: "islands",
  routeDir: "routes",
  target: ["chrome111", "firefox128", "safari16.4"],
} satisfies BuildOptions;
