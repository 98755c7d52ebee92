import assert from "node:assert/strict";
import {
  assertRanOnce,
  assertTrueStates,
  asTargets,
  started,
  withExecutions,
} from "./simulated_executions.ts";

Deno.test(
  "start() runs a script over COM and GOV, and every target has one state and its own reason (A08)",
  withExecutions(async ({ executions, session, fleet, run, targets, ledger }) => {
    const request = { scriptId: "linux/probe", targets: asTargets(fleet.instances) };
    const { batchId, targets: total } = started(await executions.start(session, request));
    assert.equal(total, fleet.instances.length);
    const view = await run(batchId);
    assert.equal(view.state, "partial");
    assert.deepEqual(view.partitions, ["aws", "aws-us-gov"]);
    const ended = await targets(batchId);
    assertTrueStates(fleet, ended);
    assert.ok(ended.every(({ summary }) => summary.length > 0));
    assertRanOnce(await ledger());
  }),
);
