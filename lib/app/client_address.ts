import type { Context } from "fresh";
import type { Config } from "@/lib/config/mod.ts";

/** Longer than any address: what else a client may write there is no key worth keeping. */
const MAX_ADDRESS_CHARACTERS = 64;

/**
 * Says from which address a request comes. Of X-Forwarded-For only the last entry counts, which our
 * own proxy wrote; the others are the client's word.
 *
 * @param ctx The request.
 * @param config Whether there is a proxy in front of the process.
 * @returns The address as text, `unknown` when there is none.
 */
export function clientAddress(
  { req, info }: Pick<Context<unknown>, "req" | "info">,
  { trustProxy }: Pick<Config, "trustProxy">,
): string {
  const forwarded = trustProxy ? req.headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() : "";
  if (forwarded) return forwarded.slice(0, MAX_ADDRESS_CHARACTERS);
  const { remoteAddr } = info;
  return "hostname" in remoteAddr ? remoteAddr.hostname : "unknown";
}
