import assert from "node:assert/strict";
import { renderToString } from "preact-render-to-string";
import { isQc, qcCountsOf } from "@/components/qc_text.ts";
import { TargetChips } from "@/components/TargetChips.tsx";
import { qcSummary, STEP1_SCRIPT_ID } from "@/lib/patching/mod.ts";
import { target } from "../lib/patching/fake_batches.ts";

const FIXTURES = new URL("../fixtures/", import.meta.url);

async function summaryOf(fixture: string): Promise<string> {
  return qcSummary(await Deno.readTextFile(new URL(fixture, FIXTURES)));
}

Deno.test("a server whose QC failed is never shown in green alone", async () => {
  const failed = target(1, { summary: await summaryOf("qc-report-rhel9-fail.txt") });
  const chips = renderToString(
    <TargetChips target={failed} isQc={isQc({ scriptId: STEP1_SCRIPT_ID })} />,
  );
  assert.match(chips, /chip-success.*Success.*chip-warning.*QC failed/);
});

Deno.test("who passed has no warning; nor what another script calls a QC, nor a script that failed", async () => {
  const passed = target(1, { summary: await summaryOf("qc-report-rhel8-pass.txt") });
  const claim = target(2, { summary: "QC failed: everything" });
  const crashed = target(3, { state: "failed", summary: "QC failed: everything" });
  for (
    const [shown, scriptId] of [
      [passed, STEP1_SCRIPT_ID],
      [claim, "linux/probe"],
      [crashed, STEP1_SCRIPT_ID],
    ] as const
  ) {
    const chips = renderToString(<TargetChips target={shown} isQc={isQc({ scriptId })} />);
    assert.doesNotMatch(chips, /QC failed/);
  }
});

Deno.test("the verdicts of QC add up to the targets", async () => {
  const targets = [
    target(1, { summary: await summaryOf("qc-report-rhel8-pass.txt") }),
    target(2, { summary: await summaryOf("qc-report-rhel9-fail.txt") }),
    target(3, { state: "undeliverable", summary: "agent offline" }),
    target(4, { summary: "no report" }),
  ];
  assert.deepEqual(qcCountsOf(targets), { passed: 1, failed: 1, others: 2 });
  assert.equal(qcCountsOf(targets.slice(2)), null);
});
