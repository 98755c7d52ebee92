import assert from "node:assert/strict";
import { qcSummary } from "@/lib/patching/mod.ts";
import { reportFixture } from "../qc/samples.ts";

Deno.test("qcSummary() says that QC passed, and how many kernels there are", async () => {
  assert.equal(qcSummary(await reportFixture("rhel8-pass")), "QC passed, 3 kernels available");
  const report = await reportFixture("amzn2-no-updates");
  assert.equal(qcSummary(report), "QC passed, no kernel available");
  const one = `${report.trimEnd().replace(/\n=+$/, "")}\nkernel 5.10.227-219.884.amzn2 updates\n`;
  assert.equal(qcSummary(one), "QC passed, 1 kernel available");
});

Deno.test("qcSummary() says that QC failed, and every reason", async () => {
  assert.equal(
    qcSummary(await reportFixture("rhel9-fail")),
    "QC failed: Disk space: FAILED: /boot has 38 MB free, 150 MB needed; " +
      "CrowdStrike is not running",
  );
});

Deno.test("qcSummary() has nothing to say of an output without a report", () => {
  assert.equal(qcSummary("curl: (22) 404\n"), "");
});
