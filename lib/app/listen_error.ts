import { AppError, quoted } from "@/lib/base/mod.ts";
import type { Config } from "@/lib/config/mod.ts";

/**
 * Explains why a port did not open.
 *
 * @param cause What `Deno.serve()` threw.
 * @param config Where to listen.
 * @returns `cannot_listen`, naming the address and what to do about it.
 */
export function listenError(
  cause: unknown,
  { host, port }: Pick<Config, "host" | "port">,
): AppError {
  const reason = cause instanceof Deno.errors.AddrInUse
    ? "another process has this port, so stop it, or set PORT to a free one"
    : `${String(cause)}; expected HOST and PORT of this machine that this process may use`;
  return new AppError(`Cannot listen on ${quoted(host)}, port ${port}: ${reason}`, {
    code: "cannot_listen",
    status: 500,
    publicMessage: "The server could not start.",
    cause,
  });
}
