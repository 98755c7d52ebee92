import { createHash } from "node:crypto";
import { type Clock, SECOND_MS, systemClock } from "@/lib/base/mod.ts";
import { AwsCalls } from "./aws_calls.ts";
import {
  type ClientSettings,
  clientSettings,
  type Service,
  sharedConnections,
} from "./client_settings.ts";
import type { AwsCredentials, AwsScope } from "./credentials.ts";
import type { Ec2 } from "./ec2.ts";
import { ec2Adapter } from "./ec2_adapter.ts";
import type { Organizations } from "./organizations.ts";
import { organizationsAdapter } from "./organizations_adapter.ts";
import type { SecretsManager } from "./secrets_manager.ts";
import { secretsManagerAdapter } from "./secrets_manager_adapter.ts";
import type { Ssm } from "./ssm.ts";
import { ssmAdapter } from "./ssm_adapter.ts";
import type { Sts } from "./sts.ts";
import { stsAdapter } from "./sts_adapter.ts";

/** How AWS is reached. */
export interface AwsClientsOptions {
  /** Replaces every service's endpoint: the simulator, or a private endpoint. */
  readonly endpointUrl?: string | undefined;
  /** How long one request may take, in ms; 15 s when absent. */
  readonly requestTimeoutMs?: number;
  /** How many connections one host gets; 200 when absent. */
  readonly maxSockets?: number;
  /** How many clients are kept, at some 30 KiB each; 500 when absent. */
  readonly maxClients?: number;
  /** Tells the time that passes between calls; the machine's when absent. */
  readonly clock?: Pick<Clock, "monotonic">;
  /** Gives a number from 0 to 1 that spreads repetitions; `Math.random` when absent. */
  readonly random?: () => number;
}

/** AWS for any credentials and region. The same scope gives the same client while it is kept. */
export interface AwsClients {
  /** The Security Token Service. */
  sts(scope: AwsScope): Sts;
  /** EC2. */
  ec2(scope: AwsScope): Ec2;
  /** Systems Manager. */
  ssm(scope: AwsScope): Ssm;
  /** Organizations, in the home region of the scope's partition. */
  organizations(scope: AwsScope): Organizations;
  /** Secrets Manager. */
  secretsManager(scope: AwsScope): SecretsManager;
  /** Drops the clients of these credentials: on sign-out no copy of the keys may stay. */
  forget(credentials: AwsCredentials): void;
  /** Drops all clients and closes their connections. */
  close(): void;
}

/**
 * Makes the entrance to AWS by the SDK. Nothing is sent, and no SDK package loaded, before the
 * first call.
 *
 * @param options Endpoint, limits and sizes.
 * @returns The ports, by scope.
 */
export function createAwsClients(options: AwsClientsOptions = {}): AwsClients {
  const { endpointUrl, requestTimeoutMs = 15 * SECOND_MS, maxSockets = 200, maxClients = 500 } =
    options;
  const { clock = systemClock, random = Math.random } = options;
  const requestHandler = sharedConnections({ requestTimeoutMs, maxSockets, keepAlive: true });
  const singleUse = sharedConnections({ requestTimeoutMs, maxSockets, keepAlive: false });
  const caches: Map<string, unknown>[] = [];
  const callsByPlace = new Map<string, AwsCalls>();

  function cached<Port>(
    service: Service,
    adapter: (settings: ClientSettings, calls: AwsCalls) => Port,
  ) {
    const ports = new Map<string, Port>();
    caches.push(ports);
    return (scope: AwsScope): Port => {
      const owner = credentialsKey(scope.credentials);
      return lastUsed(ports, {
        key: `${owner} ${scope.region}`,
        most: maxClients,
        make: () => {
          const calls = lastUsed(callsByPlace, {
            key: `${scope.account ?? owner} ${scope.region}`,
            most: maxClients,
            make: () => new AwsCalls({ clock, random }),
          });
          return adapter(clientSettings(service, { scope, requestHandler, endpointUrl }), calls);
        },
      });
    };
  }

  return {
    sts: cached("sts", stsAdapter),
    ec2: cached("ec2", ec2Adapter),
    ssm: cached("ssm", (settings, calls) => ssmAdapter(settings, { calls, singleUse })),
    organizations: cached("organizations", organizationsAdapter),
    secretsManager: cached("secretsmanager", secretsManagerAdapter),
    forget(credentials) {
      const key = credentialsKey(credentials);
      for (const cache of caches) {
        for (const name of cache.keys()) if (name.startsWith(`${key} `)) cache.delete(name);
      }
    },
    close() {
      for (const cache of caches) cache.clear();
      requestHandler.destroy();
      singleUse.destroy();
    },
  };
}

/** Gives a value of a map that keeps the last used ones, in the order of their use. */
function lastUsed<T>(
  map: Map<string, T>,
  { key, most, make }: { readonly key: string; readonly most: number; readonly make: () => T },
): T {
  const value = map.get(key) ?? make();
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > most && oldest !== undefined) map.delete(oldest);
  return value;
}

/** Keys of a map may be shown by a debugger or heap dump, so they hold a hash of the credentials. */
function credentialsKey({ accessKeyId, secretAccessKey, sessionToken }: AwsCredentials): string {
  return createHash("sha256")
    .update(JSON.stringify([accessKeyId, secretAccessKey.reveal(), sessionToken?.reveal() ?? null]))
    .digest("base64");
}
