import assert from "node:assert/strict";
import { DescribeInstancesCommand, EC2Client, type Filter } from "@aws-sdk/client-ec2";
import { startSimulator } from "@/lib/aws/simulator/mod.ts";

/** The ids that the real client gets for some filters in one region, in order. */
async function found(...filters: readonly Filter[]): Promise<readonly (string | undefined)[]> {
  const simulator = await startSimulator();
  const { accessKeyId, secretAccessKey, sessionToken } = simulator.credentials.com;
  const client = new EC2Client({
    region: "us-east-1",
    endpoint: simulator.url,
    credentials: {
      accessKeyId,
      secretAccessKey: secretAccessKey.reveal(),
      sessionToken: sessionToken?.reveal() ?? "",
    },
  });
  try {
    const reply = await client.send(new DescribeInstancesCommand({ Filters: [...filters] }));
    return (reply.Reservations ?? []).map(({ Instances: [instance] = [] }) => instance?.InstanceId)
      .sort();
  } finally {
    client.destroy();
    await simulator.close();
  }
}

const WEBS = ["i-0a1b2c3d4e5f60001", "i-0a1b2c3d4e5f60002"];

Deno.test("DescribeInstances filters by id, state and tag, with wildcards, as EC2 does", async () => {
  assert.deepEqual(await found({ Name: "instance-id", Values: WEBS }), WEBS);
  assert.deepEqual(await found({ Name: "tag:Name", Values: ["web-0?", "web-01"] }), WEBS);
  const both = [{ Name: "tag:Distribution", Values: ["RHEL8*"] }, {
    Name: "instance-id",
    Values: ["i-0a1b2c3d4e5f60001"],
  }];
  assert.deepEqual(await found(...both), ["i-0a1b2c3d4e5f60001"]);
  assert.deepEqual(await found({ Name: "instance-state-name", Values: ["stopped"] }), []);
  assert.deepEqual(await found({ Name: "tag:Owner", Values: ["*"] }), []);
  assert.ok((await found({ Name: "instance-state-name", Values: ["running"] })).length > 2);
});

Deno.test("DescribeInstances refuses unknown filters and too many values", async () => {
  await assert.rejects(found({ Name: "colour", Values: ["red"] }), {
    name: "InvalidParameterValue",
  });
  const Values = Array.from({ length: 201 }, (_, index) => String(index));
  await assert.rejects(found({ Name: "instance-id", Values }), { name: "FilterLimitExceeded" });
});
