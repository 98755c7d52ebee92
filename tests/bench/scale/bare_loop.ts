/**
 * The least that a run costs: sends the same commands by the SDK alone, lists each until it has
 * ended and gets each result once. Prints how long that took.
 *
 *     deno run -A bare_loop.ts URL_OF_THE_SIMULATOR CELLS
 */
import {
  GetCommandInvocationCommand,
  ListCommandInvocationsCommand,
  SendCommandCommand,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { setTimeout as delay } from "node:timers/promises";
import { type Cell, CELL_SIZE, fleetCells } from "./simulated_fleet.ts";

const LOOK_MS = 1_000;
const RUNNING = ["Pending", "InProgress", "Delayed"];

const [endpoint = "", count = ""] = Deno.args;
/** The line by which the simulator knows the script. */
const SCRIPT = "# pcm-script: linux-qc-prep/step1-initial-qc\n";
const { credentials: keys, cells } = await fleetCells(endpoint, Number(count));
const requestHandler = new NodeHttpHandler({ httpAgent: { keepAlive: true, maxSockets: 200 } });
const settings = { endpoint, requestHandler };
const own = {
  accessKeyId: keys.accessKeyId ?? "",
  secretAccessKey: keys.secretAccessKey ?? "",
  sessionToken: keys.sessionToken ?? "",
};
const sts = new STSClient({ ...settings, region: "us-east-1", credentials: own });

const roles = new Map<string, ReturnType<typeof roleIn>>();
const startedAtMs = performance.now();
await Promise.all(cells.map(runCell));
requestHandler.destroy();
console.log(JSON.stringify({ wallMs: performance.now() - startedAtMs }));

async function runCell(cell: Cell): Promise<void> {
  const [{ account, region } = { account: "", region: "" }] = cell;
  const role = roles.get(account) ?? roleIn(account);
  roles.set(account, role);
  const ssm = new SSMClient({ ...settings, region, credentials: await role });
  const ids = cell.map(({ instanceId }) => instanceId);
  const { Command: { CommandId = "" } = {} } = await ssm.send(
    new SendCommandCommand({
      DocumentName: "AWS-RunShellScript",
      InstanceIds: ids,
      Parameters: { commands: [SCRIPT] },
    }),
  );
  const listing = new ListCommandInvocationsCommand({ CommandId, MaxResults: CELL_SIZE });
  do await delay(LOOK_MS); while (await isRunning(ssm, listing));
  await Promise.all(
    ids.map((InstanceId) => ssm.send(new GetCommandInvocationCommand({ CommandId, InstanceId }))),
  );
}

async function isRunning(ssm: SSMClient, listing: ListCommandInvocationsCommand): Promise<boolean> {
  const { CommandInvocations = [] } = await ssm.send(listing);
  return CommandInvocations.length < CELL_SIZE ||
    CommandInvocations.some(({ Status = "" }) => RUNNING.includes(Status));
}

/** The management account needs no role of its own. */
async function roleIn(account: string): Promise<typeof own> {
  if (account === "111122223333") return own;
  const RoleArn = `arn:aws:iam::${account}:role/OrganizationAccountAccessRole`;
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({ RoleArn, RoleSessionName: "bare-loop" }),
  );
  return {
    accessKeyId: Credentials?.AccessKeyId ?? "",
    secretAccessKey: Credentials?.SecretAccessKey ?? "",
    sessionToken: Credentials?.SessionToken ?? "",
  };
}
