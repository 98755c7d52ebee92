import { type AwsClients, AwsError, type ManagedNode, type Ssm } from "@/lib/aws/mod.ts";
import { quoted, SECOND_MS } from "@/lib/base/mod.ts";
import type { ChangeInstance } from "@/lib/changes/mod.ts";
import type { HeldCredentials, Roles } from "@/lib/credentials/mod.ts";
import type { Cell } from "./cells.ts";
import type { InstanceConnectivity } from "./view.ts";

/** Whom to ask, as whom, and with how much patience. */
export interface AskOptions {
  /** AWS. */
  readonly aws: Pick<AwsClients, "ssm">;
  /** The way into other accounts. */
  readonly roles: Pick<Roles, "inAccount">;
  /** Who is signed in to the cell's partition. */
  readonly held: HeldCredentials;
  /** What the role sessions are named after. */
  readonly sessionName: string;
  /** Ends the question, for the caller or at the deadline. */
  readonly signal: AbortSignal;
  /** When it is asked, ISO 8601 in UTC. */
  readonly checkedAt: string;
  /** Waits between tries. */
  readonly wait: (delayMs: number, signal: AbortSignal) => Promise<unknown>;
  /** Gives a number from 0 to 1 that spreads the tries. */
  readonly random: () => number;
}

const FIRST_BACKOFF_MS = SECOND_MS;
const MAX_BACKOFF_MS = 8 * SECOND_MS;
const NOT_REGISTERED = "Systems Manager does not know it here. " +
  "Is it running, with the SSM agent and an instance profile?";

/**
 * Asks Systems Manager for the servers of a cell. While AWS throttles, it is asked again.
 *
 * @param cell The servers.
 * @param options Whom to ask, as whom, and with how much patience.
 * @returns One result for each server; when AWS refuses, `error` with the reason for all of them.
 * @throws The signal's reason when it ends the question.
 */
export async function askCell(
  cell: Cell,
  options: AskOptions,
): Promise<readonly InstanceConnectivity[]> {
  try {
    const nodes = await nodesOf(cell, options);
    return cell.instances.map((instance) => ({
      ...placeOf(instance, options.checkedAt),
      ...found(instance, nodes.get(instance.instanceId)),
    }));
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const { publicMessage, operation, awsCode } = error;
    const message = `${publicMessage} (${operation} in ${cell.region}: ${awsCode})`;
    return unanswered(cell, { checkedAt: options.checkedAt, message });
  }
}

/**
 * Says of every server of a cell that AWS could not be asked.
 *
 * @param cell The servers.
 * @param reason When, ISO 8601 in UTC, and why.
 * @returns One result for each server.
 */
export function unanswered(
  cell: Cell,
  { checkedAt, message }: { readonly checkedAt: string; readonly message: string },
): readonly InstanceConnectivity[] {
  return cell.instances.map((instance) => ({
    ...placeOf(instance, checkedAt),
    state: "error" as const,
    message,
  }));
}

async function nodesOf(
  { account, region, instances }: Cell,
  options: AskOptions,
): Promise<ReadonlyMap<string, ManagedNode>> {
  const { aws, roles, held, sessionName, signal } = options;
  const request = { account, region, sessionName, signal };
  const credentials = await patiently(() => roles.inAccount(held, request), options);
  const ssm = aws.ssm({ credentials, account, region });
  const instanceIds = instances.map(({ instanceId }) => instanceId);
  const nodes = new Map<string, ManagedNode>();
  let nextToken: string | undefined;
  do {
    const question: Parameters<Ssm["describeInstanceInformation"]>[0] = { instanceIds, nextToken };
    const ask = () => ssm.describeInstanceInformation(question, signal);
    const page = await patiently(ask, options);
    for (const node of page.items) nodes.set(node.instanceId, node);
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return nodes;
}

/** Full jitter (AWS Builders' Library, "Timeouts, retries, and backoff with jitter"). */
async function patiently<T>(
  ask: () => Promise<T>,
  { signal, wait, random }: AskOptions,
): Promise<T> {
  for (let backoffMs = FIRST_BACKOFF_MS;; backoffMs = Math.min(2 * backoffMs, MAX_BACKOFF_MS)) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof AwsError) || error.kind !== "throttled") throw error;
      await wait(random() * backoffMs, signal);
    }
  }
}

function placeOf({ instanceId, account, region }: ChangeInstance, checkedAt: string) {
  return { instanceId, account, region, checkedAt };
}

function found(
  instance: ChangeInstance,
  node: ManagedNode | undefined,
): Pick<InstanceConnectivity, "state" | "pingStatus" | "lastPingAt" | "agentVersion" | "message"> {
  if (!node) return { state: "not_registered", message: NOT_REGISTERED };
  const { pingStatus, lastPingAtMs, agentVersion } = node;
  const isOnline = pingStatus === "Online";
  return {
    state: isOnline ? "online" : "offline",
    pingStatus,
    lastPingAt: lastPingAtMs === undefined ? undefined : new Date(lastPingAtMs).toISOString(),
    agentVersion,
    message: isOnline
      ? platformWarning(instance, node)
      : `Its agent does not answer: AWS says ${quoted(pingStatus)}.`,
  };
}

function platformWarning(
  instance: ChangeInstance,
  { platform }: ManagedNode,
): string | undefined {
  if (instance.platform === platform) return undefined;
  return `The change says ${quoted(instance.platform)}, but AWS says ${quoted(platform)}.`;
}
