import assert from "node:assert/strict";
import type { AwsClients, AwsCredentials, AwsError } from "@/lib/aws/mod.ts";
import {
  HOUR_MS,
  MINUTE_MS,
  parseAccountId,
  parsedOrThrow,
  type Partition,
} from "@/lib/base/mod.ts";
import { type HeldCredentials, Roles } from "@/lib/credentials/mod.ts";
import { type SimulatedAws, withSimulatedAws } from "../aws/simulated_aws.ts";

const account = (text: string) => parsedOrThrow(parseAccountId(text));
const MANAGEMENT = account("111122223333");
const WORKLOADS = account("444455556666");
const SHARED = account("777788889999");
const ROLE = "OrganizationAccountAccessRole";
const inWorkloads = { account: WORKLOADS, region: "us-east-2", sessionName: "batch-1" } as const;

/** Roles over the simulated AWS, and the operator of an account. */
function rolesOf({ aws, clock, simulator }: SimulatedAws, forgotten: AwsCredentials[] = []) {
  const watched: Pick<AwsClients, "sts" | "forget"> = {
    sts: aws.sts,
    forget: (each) => void forgotten.push(each),
  };
  const held = (partition: Partition = "aws", own = MANAGEMENT): HeldCredentials => ({
    credentials: simulator.credentials[partition === "aws" ? "com" : "gov"],
    account: own,
    arn: `arn:${partition}:sts::${own}:assumed-role/PCMOperator/operator`,
    expiresAtMs: clock.now() + HOUR_MS,
  });
  return { roles: new Roles({ aws: watched, clock, roleName: ROLE }), held };
}

async function callsOf({ control }: SimulatedAws): Promise<number | undefined> {
  return (await control<{ calls: Record<string, number> }>("ledger")).calls["sts:AssumeRole"];
}

Deno.test(
  "in the own account the held credentials work as they are, elsewhere those of the role, named for CloudTrail",
  withSimulatedAws(async (simulated) => {
    const { roles, held } = rolesOf(simulated);
    const own = { ...inWorkloads, account: MANAGEMENT };
    const operator = held();
    assert.equal(await roles.inAccount(operator, own), operator.credentials);
    assert.equal(await callsOf(simulated), undefined);
    const purpose = { ...inWorkloads, sessionName: "batch/1 <x>".padEnd(80, "y") };
    const credentials = await roles.inAccount(operator, purpose);
    const sts = simulated.aws.sts({ credentials, region: "us-east-2" });
    const { arn, account: found } = await sts.getCallerIdentity();
    assert.equal(found, WORKLOADS);
    const name = "pcm-ops-batch-1--x-".padEnd(64, "y");
    assert.equal(arn, `arn:aws:sts::${WORKLOADS}:assumed-role/${ROLE}/${name}`);
  }),
);

Deno.test(
  "callers of one account at one time share one AssumeRole, until five minutes before its end",
  withSimulatedAws(async (simulated) => {
    const { roles, held } = rolesOf(simulated);
    const all = await Promise.all(
      Array.from({ length: 20 }, () => roles.inAccount(held(), inWorkloads)),
    );
    assert.equal(new Set(all.map(({ accessKeyId }) => accessKeyId)).size, 1);
    assert.equal(await callsOf(simulated), 1);
    await roles.inAccount(held(), { ...inWorkloads, region: "us-west-2" });
    assert.equal(await callsOf(simulated), 1, "a role session works in every region");
    await roles.inAccount(held(), { ...inWorkloads, account: SHARED });
    await roles.inAccount(held(), { ...inWorkloads, sessionName: "batch-2" });
    assert.equal(await callsOf(simulated), 3, "another account, another purpose");
    simulated.clock.pass((HOUR_MS - 5 * MINUTE_MS) / 1_000 - 2);
    await roles.inAccount(held(), inWorkloads);
    assert.equal(await callsOf(simulated), 3);
    simulated.clock.pass(2);
    await roles.inAccount(held(), inWorkloads);
    assert.equal(await callsOf(simulated), 4);
  }),
);

Deno.test(
  "a role that is missing is told with role and account, and asked for again next time (A01)",
  withSimulatedAws(async (simulated) => {
    const { roles, held } = rolesOf(simulated);
    const request = { ...inWorkloads, account: SHARED };
    for (const calls of [1, 2]) {
      await assert.rejects(roles.inAccount(held(), request), (error: AwsError) => {
        assert.equal(error.kind, "denied");
        assert.equal(
          error.publicMessage,
          `The role ${ROLE} in account ${SHARED} could not be assumed. It must exist there, trust ` +
            `account ${MANAGEMENT}, and the signed-in identity needs sts:AssumeRole for it.`,
        );
        return true;
      });
      assert.equal(await callsOf(simulated), calls);
    }
  }, { simulator: { accountsWithoutRole: [SHARED] } }),
);

Deno.test(
  "an expired token reaches the caller as such",
  withSimulatedAws(async (simulated) => {
    const { roles, held } = rolesOf(simulated);
    const operator = held();
    await simulated.control("faults", { expireTokens: true });
    await assert.rejects(roles.inAccount(operator, inWorkloads), { kind: "expired", status: 401 });
  }),
);

Deno.test(
  "what was taken with forgotten credentials is dropped, also while AWS is being asked (L05)",
  withSimulatedAws(async (simulated) => {
    const forgotten: AwsCredentials[] = [];
    const { roles, held } = rolesOf(simulated, forgotten);
    const operator = held();
    const first = roles.inAccount(operator, inWorkloads);
    roles.forget(operator.credentials);
    const dropped = await first;
    const second = await roles.inAccount(operator, inWorkloads);
    assert.notEqual(second.accessKeyId, dropped.accessKeyId);
    roles.forget(simulated.simulator.credentials.gov);
    assert.equal(await roles.inAccount(operator, inWorkloads), second);
    roles.forget(operator.credentials);
    await roles.inAccount(operator, inWorkloads);
    assert.equal(await callsOf(simulated), 3);
    assert.deepEqual(forgotten, [dropped, second]);
  }),
);

Deno.test(
  "an abort ends the wait of one caller alone",
  withSimulatedAws(async (simulated) => {
    const { roles, held } = rolesOf(simulated);
    const [reason, controller] = [new Error("the user left"), new AbortController()];
    const gone = roles.inAccount(held(), { ...inWorkloads, signal: controller.signal });
    const stays = roles.inAccount(held(), { ...inWorkloads, signal: new AbortController().signal });
    controller.abort(reason);
    await assert.rejects(gone, (error) => error === reason);
    assert.ok((await stays).accessKeyId);
    assert.equal(await callsOf(simulated), 1);
    await assert.rejects(
      roles.inAccount(held(), { ...inWorkloads, signal: controller.signal }),
      (error) => error === reason,
    );
  }),
);
