import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout } from "node:timers/promises";
import { AppError, type Clock, type Environment, Secret, systemClock } from "@/lib/base/mod.ts";
import type { AwsCredentials } from "@/lib/aws/mod.ts";
import { answerAws } from "./answer_aws.ts";
import { answerControl } from "./control.ts";
import type { BrokenReply } from "./faults.ts";
import type { Identity } from "./identities.ts";
import type { Reply } from "./protocols.ts";
import { createWorld, type WorldOptions } from "./world.ts";

/** How the simulator is started. */
export interface SimulatorOptions extends WorldOptions {
  /** The port on 127.0.0.1; any free one when absent or 0. */
  readonly port?: number | undefined;
  /** The clock of the simulated events; the machine's when absent. `Date` is always true. */
  readonly clock?: Clock | undefined;
}

/** A running simulator. */
export interface Simulator {
  /** What to use as the endpoint of every service: `http://127.0.0.1:<port>`. */
  readonly url: string;
  /** The sample credentials of an operator, as they are now. */
  readonly credentials: Readonly<Record<Environment, AwsCredentials>>;
  /** Ends every connection and stops listening. */
  close(): Promise<void>;
}

/**
 * Starts a simulated AWS on the loopback interface: STS, EC2, SSM, Organizations and Secrets
 * Manager on one port, and the control endpoints below `/_simulator/`.
 *
 * @param options Port, seed, sizes, speed and clock.
 * @returns The running simulator.
 * @throws {AppError} `cannot_listen` when the port is taken.
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { clock = systemClock, port = 0, ...worldOptions } = options;
  let world = createWorld(worldOptions, clock);
  let sequence = 0;
  const closing = new AbortController();

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = Buffer.concat(await Array.fromAsync(request));
    const { method = "", url: path = "", headers } = request;
    const nowMs = clock.now();
    if (path.startsWith("/_simulator/")) {
      const reset = () => world = createWorld(worldOptions, clock);
      const control = { method, path, body: body.toString() };
      return write(response, answerControl(control, { world, reset, nowMs }));
    }
    const requestId = crypto.randomUUID();
    const { reply, latencyMs, brokenReply } = answerAws(world, {
      ...{ headers, body, requestId, nowMs },
      sequence: sequence++,
      trueNowMs: Date.now(),
    });
    if (latencyMs > 0) await setTimeout(latencyMs, undefined, { signal: closing.signal });
    response.setHeader("x-amzn-requestid", requestId);
    if (brokenReply) return breakReply(response, { reply, brokenReply });
    write(response, reply);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      // A request that is cut off, by its client or by close(), needs no answer any more.
      if (request.destroyed || closing.signal.aborted) request.socket.destroy();
      else write(response, { status: 500, contentType: "text/plain", body: String(error) });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause) => reject(listenError(port, cause)));
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("Expected a TCP port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    get credentials() {
      return {
        com: credentialsOf(world.samples.aws),
        gov: credentialsOf(world.samples["aws-us-gov"]),
      };
    },
    async close() {
      closing.abort();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function listenError(port: number, cause: Error): AppError {
  return new AppError(`Cannot start the simulator on port ${port}: ${cause.message}`, {
    ...{ code: "cannot_listen", status: 500, publicMessage: "", cause },
  });
}

function credentialsOf({ accessKeyId, secretAccessKey, sessionToken }: Identity): AwsCredentials {
  return {
    accessKeyId,
    secretAccessKey: new Secret(secretAccessKey),
    sessionToken: new Secret(sessionToken),
  };
}

function write(response: ServerResponse, { status, contentType, body }: Reply): void {
  response.writeHead(status, { "content-type": contentType }).end(body);
}

/** The request was executed; its reply is lost. */
function breakReply(
  response: ServerResponse,
  { reply, brokenReply }: { readonly reply: Reply; readonly brokenReply: BrokenReply },
): void {
  switch (brokenReply) {
    case "drop":
      response.socket?.destroy();
      return;
    case "500":
      return write(response, { ...reply, status: 500, body: "" });
    case "503html":
      return write(response, {
        status: 503,
        contentType: "text/html",
        body: "<html><body>503 Service Unavailable</body></html>",
      });
    case "truncated":
      return write(response, { ...reply, body: reply.body.slice(0, reply.body.length / 2) });
    case "hang":
      return;
  }
}
