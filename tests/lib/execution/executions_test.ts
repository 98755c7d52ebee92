import assert from "node:assert/strict";
import type { TargetView } from "@/lib/execution/mod.ts";
import { assertRanOnce, asTargets, started, withExecutions } from "./simulated_executions.ts";

Deno.test(
  "start() runs a script over COM and GOV, and every target has one state and its own reason (A08)",
  withExecutions(async ({ executions, session, fleet, run, targets, ledger }) => {
    const request = { scriptId: "linux/probe", targets: asTargets(fleet.instances) };
    const { batchId, targets: total } = started(await executions.start(session, request));
    assert.equal(total, fleet.instances.length);
    const view = await run(batchId);
    assert.equal(view.state, "partial");
    assert.deepEqual(view.partitions, ["aws", "aws-us-gov"]);
    const byId = new Map<string, TargetView>(
      (await targets(batchId)).map((target) => [target.instanceId, target]),
    );
    for (const { instanceId, platform, ping } of fleet.instances) {
      const target = byId.get(instanceId);
      const expected = platform === "windows"
        ? "skipped"
        : ping === "online"
        ? "success"
        : "undeliverable";
      assert.equal(target?.state, expected, `${instanceId} ${platform} ${ping}`);
      assert.ok(target.summary.length > 0);
    }
    assertRanOnce(await ledger());
  }),
);
