import type { z } from "zod";
import type { Command } from "./command.ts";
import { DOCUMENT_PARAMETERS, DOCUMENTS } from "./documents.ts";
import type { Host } from "./host.ts";
import { type OperationContext, parseInput } from "./operation.ts";
import { ServiceError } from "./service_error.ts";
import { sendCommandSchema } from "./ssm_schemas.ts";

/** The size limit of a document with its parameters. */
const DOCUMENT_BYTES = 64 * 1_024;
const EXECUTION_TIMEOUT_SECONDS = { usual: "3600", most: 172_800 };

type Request = z.infer<typeof sendCommandSchema>;

/**
 * Takes a command, or refuses it as a whole for one wrong instance or parameter.
 *
 * @param input What was sent.
 * @param context Who sent it, and to which state.
 * @returns The command.
 * @throws {ServiceError} With the code of the SendCommand page of the API reference.
 */
export function sendCommand(input: unknown, context: OperationContext): Command {
  const request = parseInput(sendCommandSchema, { input, service: "ssm" });
  if (new Set(request.InstanceIds).size < request.InstanceIds.length) {
    throw new ServiceError("DuplicateInstanceId");
  }
  const executionTimeoutSeconds = checkedParameters(request);
  const hosts = registeredHosts(request, context);
  const { caller: { account, region }, nowMs, world } = context;
  return world.runCommand.send({
    documentName: request.DocumentName,
    comment: request.Comment,
    parameters: request.Parameters,
    timeoutSeconds: request.TimeoutSeconds,
    executionTimeoutSeconds,
    maxConcurrency: request.MaxConcurrency,
    maxErrors: request.MaxErrors,
  }, { account, region, hosts, nowMs });
}

function checkedParameters({ Parameters }: Request): number {
  const unknown = Object.keys(Parameters).find((name) =>
    !DOCUMENT_PARAMETERS.some(({ Name }) => Name === name)
  );
  const seconds = Number(Parameters.executionTimeout?.[0] ?? EXECUTION_TIMEOUT_SECONDS.usual);
  const isTime = Number.isInteger(seconds) && seconds > 0 &&
    seconds <= EXECUTION_TIMEOUT_SECONDS.most;
  if (unknown !== undefined || !Parameters.commands?.length || !isTime) {
    throw new ServiceError("InvalidParameters", {
      message: `Invalid or missing parameter: ${
        unknown ?? (isTime ? "commands" : "executionTimeout")
      }`,
    });
  }
  if (new TextEncoder().encode(JSON.stringify(Parameters)).length > DOCUMENT_BYTES) {
    throw new ServiceError("MaxDocumentSizeExceeded", {
      message: "The size limit of a document is 64 KB.",
    });
  }
  return seconds;
}

function registeredHosts(
  { InstanceIds, DocumentName }: Request,
  { world, caller: { account, region } }: OperationContext,
): readonly Host[] {
  const document = DOCUMENTS.get(DocumentName);
  if (!document) throw new ServiceError("InvalidDocument");
  const hosts = InstanceIds.map((id) => world.fleet.hosts.get(id)).filter((host) =>
    host?.traits.account === account && host.traits.region === region &&
    host.traits.ping !== "not_registered"
  ).filter((host) => host !== undefined);
  const invalid = InstanceIds.filter((id) => !hosts.some(({ traits }) => traits.instanceId === id));
  if (invalid.length > 0) {
    throw new ServiceError("InvalidInstanceId", {
      message: `Instances [[${invalid.join(", ")}]] not in a valid state for account ${account}`,
    });
  }
  const foreign = hosts.find((host) => !document.runsOn(host));
  if (foreign) {
    const { instanceId, distribution: { platform } } = foreign.traits;
    throw new ServiceError("UnsupportedPlatformType", {
      message: `Cannot perform operation for instance id ${instanceId} of platform type ` +
        (platform === "windows" ? "Windows" : "Linux"),
    });
  }
  return hosts;
}
