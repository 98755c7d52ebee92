import { NodeHttpHandler } from "@smithy/node-http-handler";
import { partitionOf } from "@/lib/base/mod.ts";
import type { AwsScope } from "./credentials.ts";
import { HOME_REGIONS } from "./home_regions.ts";

/** The services of the ports, by the names their host names begin with. */
export type Service = "sts" | "ec2" | "ssm" | "organizations" | "secretsmanager";

/**
 * Says how the clients of one service and scope are made. Everything that the SDK would else read
 * from the environment is given, so no variable can send a production run elsewhere.
 *
 * @param service The service to call.
 * @param options The scope, the shared connections, and an endpoint that replaces AWS's own.
 * @returns The settings of an SDK client.
 */
export function clientSettings(
  service: Service,
  { scope, requestHandler, endpointUrl }: {
    readonly scope: AwsScope;
    readonly requestHandler: NodeHttpHandler;
    readonly endpointUrl: string | undefined;
  },
) {
  const region = service === "organizations"
    ? HOME_REGIONS[partitionOf(scope.region)]
    : scope.region;
  const { accessKeyId, secretAccessKey, sessionToken } = scope.credentials;
  return {
    region,
    endpoint: endpointUrl ?? `https://${service}.${region}.amazonaws.com`,
    credentials: {
      accessKeyId,
      secretAccessKey: secretAccessKey.reveal(),
      ...(sessionToken && { sessionToken: sessionToken.reveal() }),
    },
    requestHandler,
    // `AwsCalls` repeats what may be repeated, at the rate of each operation.
    maxAttempts: 1,
    useFipsEndpoint: false,
    useDualstackEndpoint: false,
    defaultsMode: "standard" as const,
  };
}

/** What `clientSettings` returns. */
export type ClientSettings = ReturnType<typeof clientSettings>;

/**
 * Makes the connections that all clients share. `throwOnRequestTimeout` is what makes the time-out
 * one: without it the handler only warns.
 *
 * @param options How long a request may take, in ms, how many connections one host gets, and
 *   whether they are used again.
 * @returns The handler; `destroy()` closes its connections.
 */
export function sharedConnections(
  { requestTimeoutMs, maxSockets, keepAlive }: {
    readonly requestTimeoutMs: number;
    readonly maxSockets: number;
    readonly keepAlive: boolean;
  },
): NodeHttpHandler {
  return new NodeHttpHandler({
    connectionTimeout: requestTimeoutMs,
    requestTimeout: requestTimeoutMs,
    throwOnRequestTimeout: true,
    httpAgent: { keepAlive, maxSockets },
    httpsAgent: { keepAlive, maxSockets },
  });
}
