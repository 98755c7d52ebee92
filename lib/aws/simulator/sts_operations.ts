import { z } from "zod";
import { SECOND_MS } from "@/lib/base/mod.ts";
import type { Identity } from "./identities.ts";
import { type Operation, type OperationContext, parseInput } from "./operation.ts";
import { refusal } from "./service_error.ts";
import { managementAccount } from "./world.ts";
import { escapeXml } from "./xml.ts";

/** The role that Organizations makes in the accounts it creates (Organizations user guide). */
const ROLE = "OrganizationAccountAccessRole";
const CHAINED_SECONDS = 3_600;
const ROLE_ARN = /^arn:(aws|aws-us-gov):iam::(\d{12}):role\/([\w+=,.@/-]+)$/;

const assumeRoleSchema = z.object({
  RoleArn: z.string().min(20).max(2_048),
  RoleSessionName: z.string().regex(/^[\w+=,.@-]{2,64}$/),
  DurationSeconds: z.coerce.number().int().min(900).max(43_200).default(3_600),
});

/** The operations of the Security Token Service. */
export const STS_OPERATIONS: Readonly<Record<string, Operation>> = {
  GetCallerIdentity: (_input, { caller: { identity } }) =>
    `<Arn>${arnOf(identity)}</Arn><UserId>${userIdOf(identity)}</UserId>` +
    `<Account>${identity.account}</Account>`,
  AssumeRole: (input, context) => {
    const request = parseInput(assumeRoleSchema, { input, service: "sts" });
    const [, partition, accountId, roleName = ""] = request.RoleArn.match(ROLE_ARN) ?? [];
    const { fleet, identities } = context.world;
    const account = fleet.accounts.find(({ id }) => id === accountId);
    if (!account || account.partition !== partition || !mayTake(roleName, { account, context })) {
      throw refusal("sts", {
        condition: "denied",
        message: `User: ${arnOf(context.caller.identity)} is not authorized to perform: ` +
          `sts:AssumeRole on resource: ${request.RoleArn}`,
      });
    }
    if (request.DurationSeconds > CHAINED_SECONDS) {
      throw refusal("sts", {
        condition: "invalid",
        message: "The requested DurationSeconds exceeds the 1 hour session limit for roles " +
          "assumed by role chaining.",
      });
    }
    // AWS tells the end in whole seconds.
    const endsAtSeconds = Math.floor(context.nowMs / SECOND_MS) + request.DurationSeconds;
    return assumedRole(identities.issue({
      account: account.id,
      partition: account.partition,
      roleName,
      sessionName: request.RoleSessionName,
      expiresAtMs: endsAtSeconds * SECOND_MS,
    }));
  },
};

/** Member accounts trust the management account of their own partition alone. */
function mayTake(
  roleName: string,
  { account, context: { world, caller } }: {
    readonly account: { readonly id: string };
    readonly context: OperationContext;
  },
): boolean {
  const { fleet, options } = world;
  const manager = managementAccount(fleet, caller.partition);
  return roleName === ROLE && account.id !== manager.id && caller.account === manager.id &&
    !options.accountsWithoutRole?.includes(account.id);
}

function assumedRole(identity: Identity): string {
  const expiration = new Date(identity.expiresAtMs).toISOString().replace(".000Z", "Z");
  return `<AssumedRoleUser><AssumedRoleId>${userIdOf(identity)}</AssumedRoleId>` +
    `<Arn>${arnOf(identity)}</Arn></AssumedRoleUser><Credentials>` +
    `<AccessKeyId>${identity.accessKeyId}</AccessKeyId>` +
    `<SecretAccessKey>${identity.secretAccessKey}</SecretAccessKey>` +
    `<SessionToken>${identity.sessionToken}</SessionToken>` +
    `<Expiration>${expiration}</Expiration></Credentials>`;
}

function arnOf({ partition, account, roleName, sessionName }: Identity): string {
  return escapeXml(`arn:${partition}:sts::${account}:assumed-role/${roleName}/${sessionName}`);
}

function userIdOf({ accessKeyId, sessionName }: Identity): string {
  return escapeXml(`AROA${accessKeyId.slice(4)}:${sessionName}`);
}
