import { globSync } from "node:fs";

const ROOT = new URL("../../", import.meta.url).pathname;

/** A route file, and an address that it answers. */
export interface SiteRoute {
  /** Relative to the repository, such as `routes/api/session/index.ts`. */
  readonly file: string;
  /** With a made-up name for every parameter. */
  readonly path: string;
}

/** A value of the right form for every parameter of a route. */
const SAMPLES: Readonly<Record<string, string>> = {
  number: "CHG0031001",
  batchId: "unknown-batch",
  instanceId: "i-0a1b2c3d4e5f60001",
  account: "111122223333",
  region: "us-east-1",
  environment: "com",
  "...id": "linux/probe",
};

/** All route files of the application: what is in a group, and what begins with `_`, is none. */
export function siteRoutes(): readonly SiteRoute[] {
  return globSync("routes/**/*.{ts,tsx}", { cwd: ROOT })
    .filter((file) => !/\/[_(]/.test(file))
    .sort()
    .map((file) => ({ file, path: pathOf(file) }));
}

function pathOf(file: string): string {
  const path = file.replace(/^routes/, "").replace(/\.tsx?$/, "").replace(/\/index$/, "") || "/";
  return path.replaceAll(/\[([^\]]+)\]/g, (_, name: string) => {
    const sample = SAMPLES[name];
    if (sample === undefined) throw new Error(`${file} has a parameter without a sample: ${name}`);
    return sample;
  });
}
