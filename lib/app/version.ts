import denoConfig from "@/deno.json" with { type: "json" };

/** The released version, as in deno.json and CHANGELOG.md. */
export const VERSION: string = denoConfig.version;
