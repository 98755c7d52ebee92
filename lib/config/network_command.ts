/**
 * Prints the hosts that `deno task serve` may reach, for `--allow-net`: its own address, AWS, and
 * the servers that the environment names.
 *
 * @module
 */
const OWN_DEFAULT = "0.0.0.0:8500";

/**
 * Lists the hosts that the server talks to.
 *
 * @param read Gives an environment variable, as `Deno.env.get` does.
 * @returns Hosts in the form of Deno's network permission.
 */
export function networkHosts(read: (name: string) => string | undefined): readonly string[] {
  const [defaultHost, defaultPort] = OWN_DEFAULT.split(":");
  const own = `${read("HOST") || defaultHost}:${read("PORT") || defaultPort}`;
  const named = ["DENO_KV_URL", "AWS_ENDPOINT_URL"].map((name) => hostOf(read(name) ?? ""));
  return [own, "*.amazonaws.com", ...named.filter((host) => host !== null)];
}

/** A URL that cannot be read is for the configuration to complain about, in its own words. */
function hostOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).host : null;
}

if (import.meta.main) console.log(networkHosts((name) => Deno.env.get(name)).join(","));
