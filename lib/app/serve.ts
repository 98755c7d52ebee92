import { setTimeout as delay } from "node:timers/promises";
import { localUrl } from "@/lib/config/mod.ts";
import { captureConsole, type Logger } from "@/lib/observability/mod.ts";
import { listenError } from "./listen_error.ts";
import { secured } from "./security_headers.ts";
import type { Services } from "./services.ts";

/** Long enough for a load balancer to see readiness turn false, and to stop sending. */
const NOTICE_MS = 1_000;

/** A process manager kills after 10 s or later; what is in flight has until then. */
const DRAIN_MS = 8_000;

/** What serves, and who wants to know. */
export interface ServeOptions {
  /** Its configuration says where to listen; all of it is closed at the end. */
  readonly services: Services;
  /** Called with the local address once the port is open. */
  readonly onReady: (url: string) => void;
}

/**
 * Serves until SIGTERM or SIGINT, then drains: readiness turns false, the listener closes, requests
 * and batches in flight come to a halt, the store closes, and the process ends with code 0 within 10 s. A second signal
 * ends it at once, with code 1. `deno serve` would close the listener before anybody notices.
 *
 * @param handler Answers the requests.
 * @param options The services, and who wants to know the address.
 * @returns Never; the process ends.
 * @throws {AppError} `cannot_listen` when the address is not free, or not one of this machine.
 */
export async function serve(
  handler: Deno.ServeHandler,
  { services, onReady }: ServeOptions,
): Promise<void> {
  const { config, executions, logger, readiness } = services;
  surviveRejections(logger);
  captureConsole(logger);
  const stopped = stopSignal();
  const server = listen(handler, { services, onReady });
  const ticker = executions.startTicker();
  await stopped;
  readiness.drain();
  logger.info("stopping: finishing requests in flight");
  if (config.environment === "production") await delay(NOTICE_MS);
  const ends = Promise.all([server.shutdown(), ticker.stop()]);
  const ended = await Promise.race([ends.then(() => true), delay(DRAIN_MS, false)]);
  if (!ended) logger.warn("stopped with requests still in flight", { afterMs: DRAIN_MS });
  services.close();
  Deno.exit(0);
}

/** A rejection that nobody handles would end the process, and with it everybody's requests. */
function surviveRejections(logger: Logger): void {
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    logger.error("a rejection was not handled", { error: event.reason });
  });
}

function listen(
  handler: Deno.ServeHandler,
  { services: { config, logger }, onReady }: ServeOptions,
): Deno.HttpServer {
  try {
    return Deno.serve({
      hostname: config.host,
      port: config.port,
      onListen: () => onReady(localUrl(config)),
      onError(error) {
        logger.error("request failed outside of the application", { error });
        return secured(new Response("Internal server error", { status: 500 }), config);
      },
    }, handler);
  } catch (error) {
    throw listenError(error, config);
  }
}

/**
 * One listener hears both: a signal that comes while no one listens ends the process by the
 * system's own rule, which is neither a drain nor code 1.
 */
function stopSignal(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let heard = false;
  const stop = () => {
    if (heard) Deno.exit(1);
    heard = true;
    resolve();
  };
  Deno.addSignalListener("SIGTERM", stop);
  Deno.addSignalListener("SIGINT", stop);
  return promise;
}
