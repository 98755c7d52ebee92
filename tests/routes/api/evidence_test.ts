import assert from "node:assert/strict";
import { verifyEvidence } from "@/lib/reports/mod.ts";
import { type ApplyBuild, buildApplication } from "../../support/test_application.ts";
import { stageableHosts, withPrep } from "../aws/prep_site.ts";
import { problemOf } from "./api_site.ts";

let apply: ApplyBuild;
Deno.test.beforeAll(async () => {
  apply = await buildApplication();
});

Deno.test("the evidence of a change holds every run and every target, and its last hash is in the audit", async () => {
  await withPrep(apply, async (site) => {
    const visitor = await site.visit({ instances: stageableHosts(site, { count: 3 }) });
    const batchId = await visitor.start([["scope", "all"]]);
    await site.runToEnd(batchId);
    const answer = await visitor.browser.send("GET /api/changes/CHG0031001/evidence");
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get("content-type"), "application/x-ndjson");
    assert.match(answer.headers.get("content-disposition") ?? "", /CHG0031001-evidence\.ndjson/);
    const lines = (await answer.text()).trimEnd().split("\n");
    const records = lines.map((line) => JSON.parse(line));
    assert.deepEqual(records.map(({ kind }) => kind), [
      "bundle",
      "execution",
      "target",
      "target",
      "target",
      "end",
    ]);
    const [, execution, target] = records;
    assert.equal(execution.content.batchId, batchId);
    assert.match(execution.content.scriptVersion, /^[0-9a-f]{64}$/);
    assert.match(execution.content.actor, /^arn:/);
    assert.ok(
      execution.content.commands.every(({ commandId }: { commandId: string }) => commandId),
    );
    assert.equal(target.content.state, "success");
    assert.match(target.content.stdout, /QC report/);
    const verdict = await verifyEvidence(ReadableStream.from(lines));
    assert.equal(verdict.kind, "intact");
    const { store } = site.app.services;
    const texts: string[] = [];
    for await (const { value } of store.kv.list({ prefix: ["audit"] })) {
      texts.push(JSON.stringify(value));
    }
    const lastHash = verdict.kind === "intact" ? verdict.lastHash : "";
    const found = texts.filter((text) => text.includes("evidence_exported"));
    assert.equal(found.length, 1);
    assert.ok(found[0]?.includes(lastHash));
    const unknown = await visitor.browser.send("GET /api/changes/CHG0099999/evidence");
    await problemOf(unknown, 404);
  });
});
