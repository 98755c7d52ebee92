import type {
  Command,
  CommandInvocation,
  GetCommandInvocationCommandOutput,
  InstanceInformation,
} from "@aws-sdk/client-ssm";
import { parsedOrThrow, parseInstanceId } from "@/lib/base/mod.ts";
import { AwsError } from "./aws_error.ts";
import type { AwsCalls } from "./aws_calls.ts";
import type { ClientSettings } from "./client_settings.ts";
import { lazy } from "./lazy.ts";
import type { ManagedNode, Ssm, SsmCommand, SsmInvocation, SsmInvocationOutput } from "./ssm.ts";

/** The most that these lists give. */
const PAGE_SIZE = 50;

/**
 * Speaks to Systems Manager by the AWS SDK, which is loaded with the first call.
 *
 * SendCommand is never repeated: AWS may have started a command whose reply was lost. Its client's
 * connections are used once, because Deno's `node:http` silently sends a request again when a
 * connection used before is closed without a reply.
 *
 * @param settings How the clients are made.
 * @param options What calls are made by, and the connections of SendCommand: new for each call.
 * @returns The port.
 */
export function ssmAdapter(
  settings: ClientSettings,
  { calls, singleUse }: {
    readonly calls: AwsCalls;
    readonly singleUse: ClientSettings["requestHandler"];
  },
): Ssm {
  const load = lazy(async () => {
    const sdk = await import("@aws-sdk/client-ssm");
    const sender = new sdk.SSMClient({ ...settings, requestHandler: singleUse });
    return { ...sdk, client: new sdk.SSMClient(settings), sender };
  });
  return {
    sendCommand: (request, signal) =>
      calls.make("ssm:SendCommand", {
        signal,
        repeats: false,
        run: async (options) => {
          const { sender, SendCommandCommand } = await load();
          const { Command } = await sender.send(
            new SendCommandCommand({
              DocumentName: request.documentName,
              InstanceIds: [...request.instanceIds],
              Parameters: Object.fromEntries(
                Object.entries(request.parameters).map(([name, values]) => [name, [...values]]),
              ),
              Comment: request.comment,
              TimeoutSeconds: request.deliveryTimeoutSeconds,
              MaxConcurrency: request.maxConcurrency,
              MaxErrors: request.maxErrors,
            }),
            options,
          );
          return sentCommand(Command);
        },
      }),
    listCommands: ({ commandId, invokedAfterMs, documentName, nextToken }, signal) =>
      calls.make("ssm:ListCommands", {
        signal,
        run: async (options) => {
          const { client, ListCommandsCommand } = await load();
          const filters = [
            ...(invokedAfterMs === undefined
              ? []
              : [{ key: "InvokedAfter" as const, value: wholeSecond(invokedAfterMs) }]),
            ...(documentName === undefined
              ? []
              : [{ key: "DocumentName" as const, value: documentName }]),
          ];
          const { Commands = [], NextToken } = await client.send(
            new ListCommandsCommand({
              CommandId: commandId,
              MaxResults: PAGE_SIZE,
              NextToken: nextToken,
              ...(filters.length > 0 && { Filters: filters }),
            }),
            options,
          );
          return { items: Commands.map(toCommand), nextToken: NextToken || undefined };
        },
      }),
    listCommandInvocations: ({ commandId, nextToken }, signal) =>
      calls.make("ssm:ListCommandInvocations", {
        signal,
        run: async (options) => {
          const { client, ListCommandInvocationsCommand } = await load();
          const { CommandInvocations = [], NextToken } = await client.send(
            new ListCommandInvocationsCommand({
              CommandId: commandId,
              MaxResults: PAGE_SIZE,
              NextToken: nextToken,
            }),
            options,
          );
          return { items: CommandInvocations.map(toInvocation), nextToken: NextToken || undefined };
        },
      }),
    getCommandInvocation: ({ commandId, instanceId }, signal) =>
      calls.make("ssm:GetCommandInvocation", {
        signal,
        run: async (options) => {
          const { client, GetCommandInvocationCommand } = await load();
          return toInvocationOutput(
            await client.send(
              new GetCommandInvocationCommand({ CommandId: commandId, InstanceId: instanceId }),
              options,
            ),
          );
        },
      }),
    cancelCommand: ({ commandId, instanceIds }, signal) =>
      calls.make("ssm:CancelCommand", {
        signal,
        run: async (options) => {
          const { client, CancelCommandCommand } = await load();
          await client.send(
            new CancelCommandCommand({
              CommandId: commandId,
              ...(instanceIds && { InstanceIds: [...instanceIds] }),
            }),
            options,
          );
        },
      }),
    describeInstanceInformation: ({ instanceIds, nextToken }, signal) =>
      calls.make("ssm:DescribeInstanceInformation", {
        signal,
        run: async (options) => {
          const { client, DescribeInstanceInformationCommand } = await load();
          const { InstanceInformationList = [], NextToken } = await client.send(
            new DescribeInstanceInformationCommand({
              MaxResults: PAGE_SIZE,
              NextToken: nextToken,
              ...(instanceIds && {
                Filters: [{ Key: "InstanceIds", Values: [...instanceIds] }],
              }),
            }),
            options,
          );
          return { items: InstanceInformationList.map(toNode), nextToken: NextToken || undefined };
        },
      }),
    describeDocument: (name, signal) =>
      calls.make("ssm:DescribeDocument", {
        signal,
        run: async (options) => {
          const { client, DescribeDocumentCommand } = await load();
          const { Document } = await client.send(
            new DescribeDocumentCommand({ Name: name }),
            options,
          );
          return { platformTypes: Document?.PlatformTypes ?? [] };
        },
      }),
  };
}

/** A reply that names no command leaves open whether there is one, as a lost reply does. */
function sentCommand(command: Command | undefined): SsmCommand {
  if (command?.CommandId) return toCommand(command);
  throw new AwsError({
    kind: "server",
    operation: "ssm:SendCommand",
    awsCode: "NoCommandId",
    awsMessage: "",
  });
}

/** The form of the filter's example in the API reference: no fraction of a second. */
function wholeSecond(timeMs: number): string {
  return new Date(timeMs).toISOString().replace(/\.\d+Z$/, "Z");
}

function toCommand(command: Command): SsmCommand {
  return {
    commandId: command.CommandId ?? "",
    comment: command.Comment ?? "",
    requestedAtMs: command.RequestedDateTime?.getTime() ?? 0,
    status: command.Status ?? "",
    statusDetails: withoutSpaces(command.StatusDetails),
    targetCount: command.TargetCount ?? 0,
    completedCount: command.CompletedCount ?? 0,
    errorCount: command.ErrorCount ?? 0,
  };
}

function toInvocation(
  invocation: CommandInvocation | GetCommandInvocationCommandOutput,
): SsmInvocation {
  return {
    commandId: invocation.CommandId ?? "",
    instanceId: parsedOrThrow(parseInstanceId(invocation.InstanceId ?? "")),
    comment: invocation.Comment ?? "",
    status: invocation.Status ?? "",
    statusDetails: withoutSpaces(invocation.StatusDetails),
  };
}

function toInvocationOutput(reply: GetCommandInvocationCommandOutput): SsmInvocationOutput {
  const exitCode = reply.ResponseCode ?? -1;
  return {
    ...toInvocation(reply),
    exitCode: exitCode === -1 ? undefined : exitCode,
    startedAtMs: timeOf(reply.ExecutionStartDateTime),
    endedAtMs: timeOf(reply.ExecutionEndDateTime),
    stdout: reply.StandardOutputContent ?? "",
    stderr: reply.StandardErrorContent ?? "",
  };
}

function toNode(node: InstanceInformation): ManagedNode {
  return {
    instanceId: parsedOrThrow(parseInstanceId(node.InstanceId ?? "")),
    pingStatus: node.PingStatus ?? "",
    lastPingAtMs: node.LastPingDateTime?.getTime(),
    agentVersion: node.AgentVersion,
    platform: node.PlatformType === "Windows" ? "windows" : "linux",
    platformName: node.PlatformName ?? "",
    platformVersion: node.PlatformVersion ?? "",
    computerName: node.ComputerName ?? "",
  };
}

/** The times of GetCommandInvocation are text, and empty until they are known. */
function timeOf(text: string | undefined): number | undefined {
  const timeMs = Date.parse(text ?? "");
  return Number.isNaN(timeMs) ? undefined : timeMs;
}

/** The user guide writes "Delivery Timed Out", the wire `DeliveryTimedOut`: both are one word. */
function withoutSpaces(text = ""): string {
  return text.replaceAll(" ", "");
}
