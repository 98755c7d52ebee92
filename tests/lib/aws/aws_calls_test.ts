import assert from "node:assert/strict";
import { withSimulatedAws } from "./simulated_aws.ts";

const EAST = "us-east-1";

Deno.test(
  "more calls than AWS lets pass are slowed down, and none of them fails",
  withSimulatedAws(async ({ aws, simulator, control, clock }) => {
    const scope = { credentials: simulator.credentials.com, region: EAST } as const;
    const ssm = aws.ssm(scope);
    const passing = setInterval(() => clock.pass(0.02), 20);
    try {
      await Promise.all(Array.from({ length: 90 }, () => ssm.listCommands({})));
    } finally {
      clearInterval(passing);
    }
    const { calls } = await control<{ calls: Record<string, number> }>("ledger");
    const made = calls["ssm:ListCommands"] ?? 0;
    assert.ok(made > 90, "some were refused at first");
    assert.ok(made < 200, `${made} calls for 90 answers`);
  }),
);
