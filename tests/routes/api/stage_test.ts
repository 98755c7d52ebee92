import assert from "node:assert/strict";
import { type ApplyBuild, buildApplication } from "../../support/test_application.ts";
import { type PrepSite, type PrepVisitor, stageableHosts, withPrep } from "../aws/prep_site.ts";
import { assertDescribed } from "./described_answer.ts";
import { problemOf } from "./api_site.ts";

const QC = "GET /api/changes/CHG0031001/qc";
const STAGE = "POST /api/changes/CHG0031001/qc/stage";
const REPORT = "GET /api/changes/CHG0031001/report";

interface Group {
  readonly name: string;
  readonly instances: readonly string[];
  readonly availableKernels: readonly string[];
}

let apply: ApplyBuild;
Deno.test.beforeAll(async () => {
  apply = await buildApplication();
});

async function groupsOf({ browser }: PrepVisitor): Promise<readonly Group[]> {
  const answer = await browser.send(QC);
  await assertDescribed(QC, answer.clone());
  return (await answer.json()).kernelGroups;
}

/** Step 1 has run on servers of several groups. */
async function visitWithGroups(site: PrepSite): Promise<PrepVisitor> {
  const visitor = await site.visit({ instances: stageableHosts(site, { count: 12 }) });
  await site.runToEnd(await visitor.start([["scope", "all"]]));
  return visitor;
}

function newestOf(groups: readonly Group[]): Readonly<Record<string, string>> {
  return Object.fromEntries(groups.map(({ name, availableKernels: [newest = ""] }) => [
    name,
    newest,
  ]));
}

Deno.test("kernels of several groups are staged in one batch, each server with its group's", async () => {
  await withPrep(apply, async (site) => {
    const visitor = await visitWithGroups(site);
    const groups = await groupsOf(visitor);
    assert.ok(groups.length > 1);
    const selections = newestOf(groups);
    const answer = await visitor.browser.send(STAGE, { json: { selections } });
    assert.equal(answer.status, 202);
    await assertDescribed(STAGE, answer.clone());
    const { batchId, targets } = await answer.json();
    assert.equal(targets, 12);
    assert.equal(answer.headers.get("location"), `/api/executions/${batchId}`);
    await site.runToEnd(batchId);
    const { step2 } = await (await visitor.browser.send(QC)).json();
    const kernels = new Map(
      groups.flatMap(({ name, instances }) =>
        instances.map((id) => [id, selections[name]] as const)
      ),
    );
    assert.ok(step2.passed.length > 0);
    for (const { instanceId, stagedKernel } of step2.passed) {
      assert.equal(stagedKernel, kernels.get(instanceId));
    }
    const batch = await site.app.services.executions.find(batchId);
    assert.equal(batch?.counts.success, step2.passed.length);
  });
});

Deno.test("I03: a kernel or a group that is not offered, and an empty choice, stage nothing", async () => {
  await withPrep(apply, async (site) => {
    const visitor = await visitWithGroups(site);
    const groups = await groupsOf(visitor);
    const [first] = groups;
    assert.ok(first);
    const kernel = first.availableKernels[0] ?? "";
    const invalid = [
      [{}, "selections"],
      [{ [first.name]: "9.9.9-1.el8" }, `selections.${first.name}`],
      [{ [first.name]: `${kernel}; reboot` }, `selections.${first.name}`],
      [{ "RHEL1 - Kernel 1.1.1-1": kernel }, "selections.RHEL1 - Kernel 1.1.1-1"],
      [{ constructor: kernel }, "selections.constructor"],
    ] as const;
    for (const [selections, path] of invalid) {
      const answer = await visitor.browser.send(STAGE, { json: { selections } });
      const { errors } = await problemOf(answer, 422);
      assert.deepEqual(errors.map((error: { path: string }) => error.path), [path]);
    }
    await problemOf(await visitor.browser.send(STAGE, { json: { selections: [] } }), 422);
    const unknown = STAGE.replace("CHG0031001", "CHG0099999");
    await problemOf(await visitor.browser.send(unknown, { json: { selections: {} } }), 404);
    const list = await visitor.browser.send(
      "GET /api/executions?script=linux-qc-prep/step2-stage-kernel",
    );
    assert.deepEqual((await list.json()).items, []);
  });
});

Deno.test("a retry of staging gives each server the kernel of its group again", async () => {
  await withPrep(apply, async (site) => {
    const visitor = await visitWithGroups(site);
    const selections = newestOf(await groupsOf(visitor));
    const { batchId } = await (await visitor.browser.send(STAGE, { json: { selections } })).json();
    const { executions } = site.app.services;
    await visitor.browser.send(`POST /api/executions/${batchId}/cancel`, { json: {} });
    await site.runToEnd(batchId);
    const answer = await visitor.browser.send(`POST /api/executions/${batchId}/retry`, {
      json: {},
    });
    const retry = await answer.json();
    assert.equal(answer.status, 202, JSON.stringify(retry));
    await site.runToEnd(retry.batchId);
    const outputs = await Array.fromAsync(executions.eachTarget(retry.batchId));
    const kernels = new Set(
      outputs.flatMap(({ stdout }) => /^Staged kernel (\S+)/.exec(stdout)?.[1] ?? []),
    );
    assert.ok(kernels.size > 1, [...kernels].join(" "));
  });
});

Deno.test("step 3 by the API runs only where steps 1 and 2 passed, and nowhere without them", async () => {
  await withPrep(apply, async (site) => {
    const visitor = await visitWithGroups(site);
    const json = {
      scriptId: "linux-qc-prep/step3-final-report",
      parameters: { change: "CHG0031001" },
      change: "CHG0031001",
    };
    const { errors } = await problemOf(
      await visitor.browser.send("POST /api/executions", { json }),
      422,
    );
    assert.match(errors[0].message, /Step 2 has not run/);
    const [group] = await groupsOf(visitor);
    assert.ok(group);
    const selections = newestOf([group]);
    const staged = await (await visitor.browser.send(STAGE, { json: { selections } })).json();
    await site.runToEnd(staged.batchId);
    const started = await (await visitor.browser.send("POST /api/executions", { json })).json();
    await site.runToEnd(started.batchId);
    const batch = await site.app.services.executions.find(started.batchId);
    assert.equal(batch?.counts.total, 12);
    assert.equal(batch?.counts.success, group.instances.length);
    assert.equal(batch?.counts.skipped, 12 - group.instances.length);
  });
});

Deno.test("each report says which step to run while there is none, and is there afterwards", async () => {
  await withPrep(apply, async (site) => {
    const visitor = await site.visit({ instances: stageableHosts(site, { count: 2 }) });
    const refused = async (kind: string) =>
      (await problemOf(await visitor.browser.send(`${REPORT}?kind=${kind}`), 404)).detail;
    assert.match(await refused("full"), /^Step 1, initial QC, has not run .* run it first/);
    assert.match(await refused("final"), /^Step 3, final report, has not run .* run it first/);
    assert.match(await refused("post"), /^The validation after patching has not run/);
    await site.runToEnd(await visitor.start([["scope", "all"]]));
    const selections = newestOf(await groupsOf(visitor));
    const staged = await (await visitor.browser.send(STAGE, { json: { selections } })).json();
    await site.runToEnd(staged.batchId);
    const answer = await visitor.send([["intent", "step3"]]);
    await site.runToEnd(answer.headers.get("location")?.slice("/executions/".length) ?? "");
    const final = await (await visitor.browser.send(`${REPORT}?kind=final&format=md`)).text();
    assert.match(final, /^## Patch script: /m);
    assert.match(final, /(yum|apt-get) -y install (kernel|linux-image)-/);
    assert.equal((await visitor.browser.send(`${REPORT}?kind=full&format=html`)).status, 200);
  });
});
