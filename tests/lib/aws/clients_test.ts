import assert from "node:assert/strict";
import { type AwsError, createAwsClients } from "@/lib/aws/mod.ts";
import { Secret } from "@/lib/base/mod.ts";
import { type FleetTruth, shellCommand, WEB_01, withSimulatedAws } from "./simulated_aws.ts";

const EAST = "us-east-1";

Deno.test(
  "the caller of each partition is known, and its keys work in no other",
  withSimulatedAws(async ({ aws, simulator: { credentials: { com, gov } } }) => {
    const identity = await aws.sts({ credentials: com, region: EAST }).getCallerIdentity();
    assert.equal(identity.account, "111122223333");
    assert.match(identity.arn, /^arn:aws:sts::111122223333:assumed-role\/PCMOperator\//);
    const govIdentity = await aws.sts({ credentials: gov, region: "us-gov-west-1" })
      .getCallerIdentity();
    assert.match(govIdentity.arn, /^arn:aws-us-gov:sts::012345678901:/);
    const wrong = aws.sts({ credentials: gov, region: EAST }).getCallerIdentity();
    await assert.rejects(wrong, { kind: "invalid_credentials", awsCode: "InvalidClientTokenId" });
  }),
);

Deno.test(
  "a wrong secret, a missing token and an unknown key are refused",
  withSimulatedAws(async ({ aws, simulator: { credentials: { com } } }) => {
    const wrongSecret = { ...com, secretAccessKey: new Secret("x".repeat(40)) };
    const noToken = { ...com, sessionToken: undefined };
    const unknown = { ...com, accessKeyId: "ASIAEXAMPLEKEY000001" };
    for (const credentials of [wrongSecret, noToken, unknown]) {
      await assert.rejects(aws.sts({ credentials, region: EAST }).getCallerIdentity(), {
        kind: "invalid_credentials",
      });
      await assert.rejects(
        aws.ssm({ credentials, region: EAST }).describeInstanceInformation({}),
        { kind: "invalid_credentials" },
      );
    }
  }),
);

Deno.test(
  "a role is taken in a member account, for an hour at most, and where it is missing denied",
  withSimulatedAws(async ({ aws, clock, simulator: { credentials: { com } } }) => {
    const sts = aws.sts({ credentials: com, region: EAST });
    const request = (account: string, durationSeconds = 3_600) => ({
      roleArn: `arn:aws:iam::${account}:role/OrganizationAccountAccessRole`,
      sessionName: "operator",
      durationSeconds,
    });
    const member = await sts.assumeRole(request("444455556666"));
    assert.equal(Math.round((member.expiresAtMs - clock.now()) / 60_000), 60);
    const identity = await aws.sts({ credentials: member, region: EAST }).getCallerIdentity();
    assert.equal(identity.account, "444455556666");
    await assert.rejects(sts.assumeRole(request("777788889999")), { kind: "denied" });
    await assert.rejects(sts.assumeRole(request("012345678901")), { kind: "denied" });
    await assert.rejects(sts.assumeRole(request("444455556666", 7_200)), {
      kind: "invalid_request",
      awsMessage: /role chaining/,
    });
    clock.pass(3_601);
    await assert.rejects(
      aws.sts({ credentials: member, region: EAST }).getCallerIdentity(),
      { kind: "expired" },
    );
  }, { simulator: { accountsWithoutRole: ["777788889999"] } }),
);

Deno.test(
  "expired tokens are told by each service in its own words",
  withSimulatedAws(async ({ aws, simulator, control }) => {
    const scope = { credentials: simulator.credentials.com, region: EAST } as const;
    await control("faults", { expireTokens: true });
    const calls: readonly (readonly [string, () => Promise<unknown>])[] = [
      ["ExpiredToken", () => aws.sts(scope).getCallerIdentity()],
      ["RequestExpired", () => aws.ec2(scope).describeRegions()],
      ["ExpiredTokenException", () => aws.ssm(scope).listCommands({})],
      ["ExpiredTokenException", () => aws.organizations(scope).listAccounts({})],
      ["ExpiredTokenException", () => aws.secretsManager(scope).getSecretValue("a")],
    ];
    for (const [awsCode, call] of calls) {
      await assert.rejects(call(), { kind: "expired", awsCode, status: 401 });
    }
    const renewed = { ...scope, credentials: simulator.credentials.com };
    assert.equal((await aws.sts(renewed).getCallerIdentity()).account, "111122223333");
  }),
);

Deno.test(
  "the fleet's instances and accounts are listed page by page, and hostile names arrive unchanged",
  withSimulatedAws(async ({ aws, simulator, control }) => {
    const scope = { credentials: simulator.credentials.com, region: "us-east-2" } as const;
    const truth = await control<FleetTruth>("fleet");
    const own = truth.instances.filter(({ account, region }) =>
      account === "111122223333" && region === "us-east-2"
    );
    const found = new Map<string, string>();
    let nextToken: string | undefined;
    do {
      const page = await aws.ec2(scope).describeInstances({ maxResults: 5, nextToken });
      for (const { instanceId, name } of page.items) found.set(instanceId, name);
      nextToken = page.nextToken;
    } while (nextToken);
    assert.deepEqual(found, new Map(own.map(({ instanceId, name }) => [instanceId, name])));
    assert.ok([...found.values()].includes('<img src=x onerror="window.__xss=1">'));
    const accounts = await aws.organizations(scope).listAccounts({});
    assert.deepEqual(
      accounts.items.map(({ id }) => id),
      ["111122223333", "444455556666", "777788889999"],
    );
    assert.ok((await aws.ec2(scope).describeRegions()).includes("us-west-2"));
    const one = await aws.ec2({ ...scope, region: EAST })
      .describeInstances({ instanceIds: [WEB_01] });
    assert.deepEqual(one.items.map(({ name, state }) => [name, state]), [["web-01", "running"]]);
    await assert.rejects(aws.ec2(scope).describeInstances({ instanceIds: [WEB_01] }), {
      kind: "not_found",
    });
  }),
);

Deno.test(
  "a secret text is read, and an unknown one not found",
  withSimulatedAws(async ({ aws, simulator }) => {
    const scope = { credentials: simulator.credentials.gov, region: "us-gov-west-1" } as const;
    const secret = await aws.secretsManager(scope).getSecretValue("pcm/sft-enrollment-token");
    assert.equal(secret.reveal(), "simulated-enrollment-token");
    assert.equal(String(secret), "[secret]");
    await assert.rejects(aws.secretsManager(scope).getSecretValue("other"), { kind: "not_found" });
  }),
);

Deno.test(
  "T9: a lost reply to SendCommand is not sent again, and the command is found by its comment",
  withSimulatedAws(async ({ aws, simulator, control, clock }) => {
    const ssm = aws.ssm({ credentials: simulator.credentials.com, region: EAST });
    // Each kind comes on a connection that may have been used before, too.
    const kinds = ["500", "drop", "503html", "truncated", "hang", "500", "hang"];
    for (const kind of kinds) {
      const only = ["ssm:SendCommand"];
      await control("faults", { brokenReplyRate: 1, brokenReplies: [kind], only });
      await assert.rejects(ssm.sendCommand(shellCommand("id", { comment: kind })), {
        name: "AwsError",
        kind: ["drop", "hang"].includes(kind) ? "unreachable" : "server",
      });
    }
    const { sends } = await control<{ sends: { comment: string }[] }>("ledger");
    assert.deepEqual(sends.map(({ comment }) => comment), kinds);
    clock.pass(5);
    const { items } = await ssm.listCommands({ invokedAfterMs: clock.now() - 60_000 });
    assert.deepEqual(items.map(({ comment }) => comment), kinds.toReversed());
  }, { clients: { requestTimeoutMs: 300 } }),
);

Deno.test(
  "read calls are repeated after a fault, SendCommand is not, and throttling is told apart",
  withSimulatedAws(async ({ aws, simulator, control }) => {
    const ssm = aws.ssm({ credentials: simulator.credentials.com, region: EAST });
    await control("faults", { errorRate: 1 });
    await assert.rejects(ssm.listCommands({}), { kind: "server" });
    await assert.rejects(ssm.sendCommand(shellCommand("id")), { kind: "server" });
    await control("faults", { throttleRate: 1, only: ["ssm:SendCommand"] });
    await assert.rejects(ssm.sendCommand(shellCommand("id")), { kind: "throttled", status: 503 });
    const { calls } = await control<{ calls: Record<string, number> }>("ledger");
    assert.deepEqual(calls, { "ssm:ListCommands": 3, "ssm:SendCommand": 2 });
  }),
);

Deno.test(
  "an abort ends a call at once with the caller's reason",
  withSimulatedAws(async ({ aws, simulator, control }) => {
    const ssm = aws.ssm({ credentials: simulator.credentials.com, region: EAST });
    await control("faults", { brokenReplyRate: 1, brokenReplies: ["hang"] });
    const reason = new Error("the user left");
    const controller = new AbortController();
    const call = ssm.listCommands({}, controller.signal);
    controller.abort(reason);
    await assert.rejects(call, (error) => error === reason);
  }),
);

Deno.test("T9: a reply to SendCommand that names no command counts as lost", async () => {
  const replies = ["{}", '{"Command":{}}', '{"Command":{"CommandId":""}}'];
  for (const reply of replies) {
    await using server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen() {} },
      () => new Response(reply, { headers: { "content-type": "application/x-amz-json-1.1" } }),
    );
    const aws = createAwsClients({ endpointUrl: `http://127.0.0.1:${server.addr.port}` });
    const credentials = { accessKeyId: "AKIAEXAMPLEKEY000001", secretAccessKey: new Secret("s") };
    const sent = aws.ssm({ credentials, region: EAST }).sendCommand(shellCommand("id"));
    await assert.rejects(sent, { kind: "server", awsCode: "NoCommandId" });
    aws.close();
  }
});

Deno.test("an endpoint where nobody listens is unreachable, with a Retry-After", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const aws = createAwsClients({ endpointUrl: `http://127.0.0.1:${port}` });
  const credentials = { accessKeyId: "AKIAEXAMPLEKEY000001", secretAccessKey: new Secret("s") };
  await assert.rejects(
    aws.sts({ credentials, region: EAST }).getCallerIdentity(),
    (error: AwsError) => error.kind === "unreachable" && error.headers["Retry-After"] === "5",
  );
  aws.close();
});

Deno.test("a scope keeps its client until it is forgotten or pushed out", () => {
  const aws = createAwsClients({ maxClients: 2 });
  const scope = (accessKeyId: string, secret = "s") =>
    ({ credentials: { accessKeyId, secretAccessKey: new Secret(secret) }, region: EAST }) as const;
  const first = aws.ssm(scope("A"));
  assert.equal(aws.ssm(scope("A")), first);
  assert.notEqual(aws.ssm(scope("A", "other secret")), first);
  aws.ssm(scope("B"));
  const renewed = aws.ssm(scope("A"));
  assert.notEqual(renewed, first);
  aws.forget(scope("A").credentials);
  assert.notEqual(aws.ssm(scope("A")), renewed);
  aws.close();
});
