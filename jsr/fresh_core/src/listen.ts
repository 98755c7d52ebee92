import type { ListenOptions } from "./types.ts";

const FIRST_PORT = 8000;
const LAST_PORT = 8019;

type RequestHandler = (request: Request, info: Deno.ServeHandlerInfo) => Promise<Response>;

/**
 * Serves a handler; without a port, on the first free one of 8000 to 8019.
 *
 * @throws {Deno.errors.AddrInUse} when the port, or each of those, is taken
 */
export function listen(
  handler: RequestHandler,
  { remoteAddress, basePath, ...options }: ListenOptions & { readonly basePath: string },
): void {
  const onListen = options.onListen ?? ((address) => banner(address, { basePath, remoteAddress }));
  let firstError: unknown;
  for (const port of options.port ? [options.port] : range(FIRST_PORT, LAST_PORT)) {
    try {
      Deno.serve({ ...options, port, onListen }, handler);
      return;
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
      firstError ??= error;
    }
  }
  throw firstError;
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function banner(
  { hostname, port }: Deno.NetAddr,
  { basePath, remoteAddress }: {
    readonly basePath: string;
    readonly remoteAddress?: string | undefined;
  },
): void {
  const host = hostname === "0.0.0.0" || hostname === "::" ? "localhost" : hostname;
  const remote = remoteAddress ? ` (${remoteAddress})` : "";
  console.log(`Fresh is ready: http://${host}:${port}${basePath}/${remote}`);
}
