import { AppError } from "@/lib/base/mod.ts";
import type { Services } from "./services.ts";

/** Long enough for a load balancer to see readiness turn false, and to stop sending. */
const NOTICE_MS = 1_000;

/** A process manager kills after 10 s or later; what is in flight has until then. */
const DRAIN_MS = 8_000;

interface ServeOptions {
  readonly services: Services;
  /** Called with the local address once the port is open. */
  readonly onReady: (url: string) => void;
}

/**
 * Serves until SIGTERM or SIGINT, then drains: readiness turns false, the listener closes, requests
 * in flight finish, the store closes. A second signal ends the process at once.
 *
 * @throws {AppError} `address_in_use` when another process has the port
 */
export async function serve(
  handler: Deno.ServeHandler,
  { services, onReady }: ServeOptions,
): Promise<void> {
  const { config, lifecycle, logger, store } = services;
  const server = listen(handler, { services, onReady });
  await stopSignal();
  lifecycle.drain();
  logger.info("stopping: finishing requests in flight");
  Deno.addSignalListener("SIGTERM", exitAtOnce);
  Deno.addSignalListener("SIGINT", exitAtOnce);
  if (config.environment === "production") await delay(NOTICE_MS);
  const ended = await Promise.race([server.shutdown().then(() => true), delay(DRAIN_MS)]);
  if (!ended) logger.warn("stopped with requests still in flight", { afterMs: DRAIN_MS });
  store.close();
  Deno.exit(0);
}

function listen(
  handler: Deno.ServeHandler,
  { services: { config, logger }, onReady }: ServeOptions,
): Deno.HttpServer {
  const { host: hostname, port } = config;
  try {
    return Deno.serve({
      hostname,
      port,
      onListen: (address) => onReady(`http://${displayHost(hostname)}:${address.port}`),
      onError(error) {
        logger.error("request failed outside of the application", { error });
        return new Response("Internal server error", { status: 500 });
      },
    }, handler);
  } catch (error) {
    if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    throw new AppError(
      `Cannot listen on ${hostname}:${port}: another process has this port. ` +
        "Stop it, or set PORT to a free one",
      { code: "address_in_use", status: 500, publicMessage: "", cause: error },
    );
  }
}

function displayHost(hostname: string): string {
  return hostname === "0.0.0.0" || hostname === "::" ? "localhost" : hostname;
}

function stopSignal(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = () => {
    Deno.removeSignalListener("SIGTERM", stop);
    Deno.removeSignalListener("SIGINT", stop);
    resolve();
  };
  Deno.addSignalListener("SIGTERM", stop);
  Deno.addSignalListener("SIGINT", stop);
  return promise;
}

function exitAtOnce(): void {
  Deno.exit(1);
}

function delay(ms: number): Promise<false> {
  return new Promise((resolve) => setTimeout(() => resolve(false), ms));
}
