/**
 * Prints the hosts that `deno task serve` may reach, for `--allow-net`: its own address, AWS, and
 * the servers that the environment names.
 *
 * @module
 */
const OWN_DEFAULT = "0.0.0.0:8500";
const OWN_DEFAULT_IN_DEVELOPMENT = "127.0.0.1:8500";

/** Commas and asterisks would widen the permission. */
const HOST = /^([\w.-]+|\[[0-9a-f:.]+\])(:\d+)?$/i;

/**
 * Lists the hosts that the server talks to.
 *
 * @param read Gives an environment variable, as `Deno.env.get` does.
 * @returns Hosts in the form of Deno's network permission; what cannot be read is left out, for the
 * configuration to report.
 */
export function networkHosts(read: (name: string) => string | undefined): readonly string[] {
  const servers = ["DENO_KV_URL", "AWS_ENDPOINT_URL"].map((name) => hostOf(read(name) ?? ""));
  return [ownHost(read), "*.amazonaws.com", ...servers.filter((host) => HOST.test(host))];
}

function ownHost(read: (name: string) => string | undefined): string {
  const ownDefault = read("APP_ENV") === "development" ? OWN_DEFAULT_IN_DEVELOPMENT : OWN_DEFAULT;
  const [defaultHost, defaultPort] = ownDefault.split(":");
  const host = read("HOST") || defaultHost;
  const port = read("PORT") || defaultPort;
  const own = `${host?.includes(":") ? `[${host}]` : host}:${port}`;
  return HOST.test(own) && URL.canParse(`http://${own}`) ? own : ownDefault;
}

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? "";
}

/** What is no text is for the configuration to report, which does not print it. */
function readable(name: string): string | undefined {
  try {
    return Deno.env.get(name);
  } catch (error) {
    if (error instanceof Deno.errors.InvalidData) return undefined;
    throw error;
  }
}

if (import.meta.main) console.log(networkHosts(readable).join(","));
