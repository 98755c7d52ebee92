import type { z } from "zod";
import type { Command } from "./command.ts";
import { DOCUMENT_PARAMETERS, DOCUMENTS } from "./documents.ts";
import type { Host } from "./host.ts";
import { type Operation, type OperationContext, parseInput } from "./operation.ts";
import { pageOf } from "./pages.ts";
import type { View } from "./run_command.ts";
import { sendCommand } from "./send_command.ts";
import { ServiceError } from "./service_error.ts";
import { commandReply, invocationReply, listedInvocationReply, nodeReply } from "./ssm_replies.ts";
import {
  cancelCommandSchema,
  describeDocumentSchema,
  describeInstanceInformationSchema,
  getCommandInvocationSchema,
  listCommandInvocationsSchema,
  listCommandsSchema,
} from "./ssm_schemas.ts";

/** The operations of Systems Manager that Run Command needs. */
export const SSM_OPERATIONS: Readonly<Record<string, Operation>> = {
  SendCommand: (input, context) => ({ Command: commandReply(sendCommand(input, context)) }),
  ListCommands: (input, context) => {
    const request = parseInput(listCommandsSchema, { input, service: "ssm" });
    const commands = visibleCommands("ListCommands", { request, context })
      .filter((command) => request.Filters.every((filter) => passes(command, filter)));
    const { items, nextToken } = page(commands, { request, context, operation: "ListCommands" });
    return { Commands: items.map(commandReply), NextToken: nextToken };
  },
  ListCommandInvocations: (input, context) => {
    const request = parseInput(listCommandInvocationsSchema, { input, service: "ssm" });
    const invocations = visibleCommands("ListCommandInvocations", { request, context })
      .flatMap((command) =>
        [...command.invocations.values()].map((invocation) => ({ command, invocation }))
      )
      .filter(({ invocation }) =>
        (request.InstanceId ?? invocation.host.traits.instanceId) ===
          invocation.host.traits.instanceId
      );
    const operation = "ListCommandInvocations";
    const { items, nextToken } = page(invocations, { request, context, operation });
    const CommandInvocations = items.map(({ command, invocation }) =>
      listedInvocationReply(command, { invocation, details: request.Details })
    );
    return { CommandInvocations, NextToken: nextToken };
  },
  GetCommandInvocation: (input, context) => {
    const request = parseInput(getCommandInvocationSchema, { input, service: "ssm" });
    const { world, caller, nowMs } = context;
    const command = world.runCommand.find(request.CommandId, caller);
    const invocation = command?.invocations.get(request.InstanceId);
    const view = "GetCommandInvocation";
    if (!command || !invocation || !world.runCommand.isVisible(command, { view, nowMs })) {
      throw new ServiceError("InvocationDoesNotExist");
    }
    return invocationReply(command, invocation);
  },
  CancelCommand: (input, { world, caller, nowMs }) => {
    const request = parseInput(cancelCommandSchema, { input, service: "ssm" });
    const command = world.runCommand.find(request.CommandId, caller);
    if (!command) throw new ServiceError("InvalidCommandId");
    if (request.InstanceIds?.some((id) => !command.invocations.has(id))) {
      throw new ServiceError("InvalidInstanceId");
    }
    world.runCommand.cancel(command, { instanceIds: request.InstanceIds, nowMs });
    return {};
  },
  DescribeInstanceInformation: (input, context) => {
    const request = parseInput(describeInstanceInformationSchema, { input, service: "ssm" });
    const operation = "DescribeInstanceInformation";
    const nodes = registeredHosts(context).filter((host) =>
      request.Filters.every(({ Key, Values }) => Values.includes(fieldOf(host, Key)))
    );
    const { items, nextToken } = page(nodes, { request, context, operation });
    return {
      InstanceInformationList: items.map((host) => nodeReply(host, context.nowMs)),
      NextToken: nextToken,
    };
  },
  DescribeDocument: (input) => {
    const { Name } = parseInput(describeDocumentSchema, { input, service: "ssm" });
    const document = DOCUMENTS.get(Name);
    if (!document) throw new ServiceError("InvalidDocument");
    return {
      Document: {
        Name,
        Owner: "Amazon",
        Status: "Active",
        DocumentVersion: "1",
        Parameters: DOCUMENT_PARAMETERS,
        PlatformTypes: document.platformTypes,
        DocumentType: "Command",
        SchemaVersion: "1.2",
        LatestVersion: "1",
        DefaultVersion: "1",
        DocumentFormat: "JSON",
        Tags: [],
      },
    };
  },
};

function visibleCommands(
  view: View,
  { request, context: { world, caller: { account, region }, nowMs } }: {
    readonly request: { readonly CommandId?: string | undefined };
    readonly context: OperationContext;
  },
): readonly Command[] {
  const { CommandId } = request;
  if (CommandId === undefined) return world.runCommand.visible(view, { account, region, nowMs });
  const command = world.runCommand.find(CommandId, { account, region });
  return command && world.runCommand.isVisible(command, { view, nowMs }) ? [command] : [];
}

function passes(
  { requestedAtMs, standing, request, completedCount, invocations }: Command,
  { key, value }: z.infer<typeof listCommandsSchema>["Filters"][number],
): boolean {
  switch (key) {
    case "InvokedAfter":
      return requestedAtMs >= Date.parse(value);
    case "InvokedBefore":
      return requestedAtMs < Date.parse(value);
    case "Status":
      return standing.status === value;
    case "ExecutionStage":
      return (completedCount === invocations.size) === (value === "Complete");
    case "DocumentName":
      return request.documentName === value;
  }
}

function registeredHosts(
  { world, caller: { account, region } }: OperationContext,
): readonly Host[] {
  return [...world.fleet.hosts.values()].filter(({ traits }) =>
    traits.account === account && traits.region === region && traits.ping !== "not_registered"
  );
}

function fieldOf(
  { traits }: Host,
  key: "InstanceIds" | "PingStatus" | "PlatformTypes",
): string {
  switch (key) {
    case "InstanceIds":
      return traits.instanceId;
    case "PingStatus":
      return traits.ping === "online" ? "Online" : "ConnectionLost";
    case "PlatformTypes":
      return traits.distribution.platform === "windows" ? "Windows" : "Linux";
  }
}

function page<T>(
  all: readonly T[],
  { request, context, operation }: {
    readonly request: { readonly NextToken?: string | undefined; readonly MaxResults: number };
    readonly context: OperationContext;
    readonly operation: string;
  },
) {
  const { NextToken, MaxResults, ...filters } = request;
  return pageOf(all, {
    question: [operation, context.caller.account, context.caller.region, filters],
    nextToken: NextToken,
    size: MaxResults,
    random: context.world.random,
    refuse: () => new ServiceError("InvalidNextToken"),
  });
}
