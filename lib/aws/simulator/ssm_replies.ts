import type { Command, Invocation } from "./command.ts";
import { DOCUMENTS } from "./documents.ts";
import type { Host } from "./host.ts";
import { cutStderr, cutStdout, listedOutput } from "./outputs.ts";

const AGENT_VERSION = "3.3.1345.0";
const PING_EVERY_MS = 5 * 60_000;
const LOST_FOR_MS = 26 * 3_600_000;

/** A command as SendCommand and ListCommands show it. AWS gives empty texts, not absent ones. */
export function commandReply(command: Command): object {
  const { request, requestedAtMs, invocations, standing } = command;
  const { timeoutSeconds, executionTimeoutSeconds } = request;
  return {
    CommandId: command.commandId,
    DocumentName: request.documentName,
    DocumentVersion: "$DEFAULT",
    Comment: request.comment,
    ExpiresAfter: requestedAtMs / 1_000 + timeoutSeconds + executionTimeoutSeconds,
    Parameters: request.parameters,
    InstanceIds: [...invocations.keys()],
    Targets: [],
    RequestedDateTime: requestedAtMs / 1_000,
    Status: standing.status,
    StatusDetails: standing.details,
    OutputS3BucketName: "",
    OutputS3KeyPrefix: "",
    MaxConcurrency: request.maxConcurrency,
    MaxErrors: request.maxErrors,
    TargetCount: invocations.size,
    CompletedCount: command.completedCount,
    ErrorCount: command.errorCount,
    DeliveryTimedOutCount: command.deliveryTimedOutCount,
    ServiceRole: "",
    NotificationConfig: { NotificationArn: "", NotificationEvents: [], NotificationType: "" },
    CloudWatchOutputConfig: { CloudWatchLogGroupName: "", CloudWatchOutputEnabled: false },
    TimeoutSeconds: timeoutSeconds,
  };
}

/** An invocation as ListCommandInvocations shows it. */
export function listedInvocationReply(
  command: Command,
  { invocation, details }: { readonly invocation: Invocation; readonly details: boolean },
): object {
  return {
    ...invocationHead(command, invocation),
    InstanceName: invocation.host.traits.hostname,
    RequestedDateTime: command.requestedAtMs / 1_000,
    StandardOutputUrl: "",
    StandardErrorUrl: "",
    CommandPlugins: details ? [pluginReply(command, invocation)] : [],
    ServiceRole: "",
  };
}

/** An invocation as GetCommandInvocation shows it: times are text, and -1 is no exit code. */
export function invocationReply(command: Command, invocation: Invocation): object {
  const { startedAtMs, endedAtMs, result } = invocation;
  const ran = startedAtMs !== undefined && endedAtMs !== undefined;
  return {
    ...invocationHead(command, invocation),
    PluginName: pluginOf(command),
    ResponseCode: responseCode(invocation),
    ExecutionStartDateTime: isoTime(startedAtMs),
    ExecutionElapsedTime: ran ? `PT${(endedAtMs - startedAtMs) / 1_000}S` : "",
    ExecutionEndDateTime: ran ? isoTime(endedAtMs) : "",
    StandardOutputContent: cutStdout(result?.stdout ?? ""),
    StandardOutputUrl: "",
    StandardErrorContent: cutStderr(result?.stderr ?? ""),
    StandardErrorUrl: "",
    CloudWatchOutputConfig: { CloudWatchLogGroupName: "", CloudWatchOutputEnabled: false },
  };
}

/** A registered node as DescribeInstanceInformation shows it. */
export function nodeReply({ traits }: Host, nowMs: number): object {
  const { instanceId, distribution: { platform, platformName, platformVersion } } = traits;
  const online = traits.ping === "online";
  const sincePingMs = online
    ? Number.parseInt(instanceId.slice(-4), 16) % PING_EVERY_MS
    : LOST_FOR_MS;
  return {
    InstanceId: instanceId,
    PingStatus: online ? "Online" : "ConnectionLost",
    LastPingDateTime: (nowMs - sincePingMs) / 1_000,
    AgentVersion: AGENT_VERSION,
    IsLatestVersion: true,
    PlatformType: platform === "windows" ? "Windows" : "Linux",
    PlatformName: platformName,
    PlatformVersion: platformVersion,
    ResourceType: "EC2Instance",
    IPAddress: "10.20.0.1",
    ComputerName: traits.hostname,
  };
}

function invocationHead({ commandId, request }: Command, { host, standing }: Invocation) {
  return {
    CommandId: commandId,
    InstanceId: host.traits.instanceId,
    Comment: request.comment,
    DocumentName: request.documentName,
    DocumentVersion: "$DEFAULT",
    Status: standing.status,
    StatusDetails: standing.details,
  };
}

function pluginReply(command: Command, invocation: Invocation): object {
  const { standing, startedAtMs, endedAtMs, result } = invocation;
  return {
    Name: pluginOf(command),
    Status: ["Delayed", "Cancelling"].includes(standing.status) ? "InProgress" : standing.status,
    StatusDetails: standing.details,
    ResponseCode: responseCode(invocation),
    ...(startedAtMs !== undefined && { ResponseStartDateTime: startedAtMs / 1_000 }),
    ...(endedAtMs !== undefined && { ResponseFinishDateTime: endedAtMs / 1_000 }),
    Output: listedOutput({ stdout: result?.stdout ?? "", stderr: result?.stderr ?? "" }),
    StandardOutputUrl: "",
    StandardErrorUrl: "",
    OutputS3Region: command.region,
    OutputS3BucketName: "",
    OutputS3KeyPrefix: "",
  };
}

/** A script that was stopped has no exit code of its own. */
function responseCode({ standing, result }: Invocation): number {
  return ["Success", "Failed"].includes(standing.details) ? result?.exitCode ?? -1 : -1;
}

function pluginOf({ request }: Command): string {
  return DOCUMENTS.get(request.documentName)?.plugin ?? "";
}

function isoTime(timeMs: number | undefined): string {
  return timeMs === undefined ? "" : new Date(timeMs).toISOString();
}
