import assert from "node:assert/strict";
import { MINUTE_MS, systemClock } from "@/lib/base/mod.ts";
import type { GatedRun } from "@/lib/execution/mod.ts";
import { Patching, STEP2_SCRIPT_ID, STEP3_SCRIPT_ID } from "@/lib/patching/mod.ts";
import { createScriptCatalog } from "@/lib/scripts/mod.ts";
import {
  changeOf,
  type FakeBatch,
  fakeBatch,
  fakeExecutions,
  idOf,
  target,
} from "./fake_batches.ts";

const SCRIPTS = createScriptCatalog();
const ENDED_AT = "2026-11-23T02:14:41.000Z";
const KERNEL = "4.18.0-553.50.1.el8_10";
const passing = Deno.readTextFileSync(
  new URL("../../fixtures/qc-report-rhel8-pass.txt", import.meta.url),
);
const staged = `Staged kernel ${KERNEL} for CHG0031001\n`;

function versionOf(scriptId: string): string {
  return SCRIPTS.get(scriptId)?.version ?? "";
}

/** What a run of a script on the first servers of the change is refused for, by instance. */
async function verdictOf(
  scriptId: string,
  { batches, parameters = { change: "CHG0031001" }, change, minutes = 1, count = 3 }: {
    readonly batches: readonly FakeBatch[];
    readonly parameters?: Readonly<Record<string, string>>;
    readonly change?: string | undefined;
    readonly minutes?: number;
    readonly count?: number;
  },
) {
  const now = Date.parse(ENDED_AT) + minutes * MINUTE_MS;
  const clock = { ...systemClock, now: () => now, monotonic: () => now };
  const patching = new Patching({ executions: fakeExecutions(batches), scripts: SCRIPTS, clock });
  const script = SCRIPTS.get(scriptId);
  assert.ok(script);
  const { instances } = changeOf(...Array.from({ length: count }, (_, index) => index + 1));
  const run: GatedRun = { request: { change }, script, parameters, targets: instances };
  return await patching.gate(run);
}

function reasonsOf(verdict: Awaited<ReturnType<typeof verdictOf>>) {
  assert.equal(verdict.kind, "open");
  return verdict.kind === "open" ? Object.fromEntries(verdict.reasons) : {};
}

const step1 = (parts: { readonly scriptVersion?: string } = {}) =>
  fakeBatch("b1", [
    target(1, { stdout: passing, endedAt: ENDED_AT }),
    target(2, { stdout: passing, endedAt: ENDED_AT }),
    target(3, { stdout: "no report", endedAt: ENDED_AT }),
  ], { scriptVersion: versionOf("linux-qc-prep/step1-initial-qc"), ...parts });
const step2 = (parts: { readonly scriptVersion?: string } = {}) =>
  fakeBatch("b2", [target(1, { stdout: staged, endedAt: ENDED_AT })], {
    scriptId: STEP2_SCRIPT_ID,
    scriptVersion: versionOf(STEP2_SCRIPT_ID),
    ...parts,
  });

Deno.test("step 3 takes servers that passed steps 1 and 2, and says why it leaves the others out", async () => {
  const verdict = await verdictOf(STEP3_SCRIPT_ID, {
    change: "CHG0031001",
    batches: [step2(), step1()],
  });
  assert.deepEqual(reasonsOf(verdict), {
    [idOf(2)]: "Step 2 has not run.",
    [idOf(3)]: "Step 1 failed: The server's output holds no QC report",
  });
});

Deno.test("step 3 leaves out a server that has ended no script for more than an hour", async () => {
  const batches = [step2(), step1()];
  const change = "CHG0031001";
  const at = async (minutes: number) =>
    reasonsOf(await verdictOf(STEP3_SCRIPT_ID, { change, batches, minutes, count: 1 }));
  assert.deepEqual(await at(60), {});
  assert.match((await at(61))[idOf(1)] ?? "", /in the last 60 minutes\. Run a probe first\.$/);
  const probe = fakeBatch("b3", [target(1, { endedAt: "2026-11-23T03:00:00.000Z" })], {
    scriptId: "linux/probe",
  });
  const probed = { change, batches: [probe, ...batches], minutes: 61, count: 1 };
  assert.deepEqual(reasonsOf(await verdictOf(STEP3_SCRIPT_ID, probed)), {});
});

Deno.test("results of another version of a step's script count for no step after it", async () => {
  for (
    const batches of [[step2(), step1({ scriptVersion: "old" })], [
      step2({ scriptVersion: "old" }),
      step1(),
    ]]
  ) {
    const given = { change: "CHG0031001", batches, count: 1 };
    const reasons = reasonsOf(await verdictOf(STEP3_SCRIPT_ID, given));
    assert.match(reasons[idOf(1)] ?? "", /ran another version of its script/);
  }
});

Deno.test("step 2 takes servers that passed step 1 and offer the kernel", async () => {
  const given = { change: "CHG0031001", batches: [step1()] };
  const stage = async (kernel: string) =>
    reasonsOf(
      await verdictOf(STEP2_SCRIPT_ID, { ...given, parameters: { change: "CHG0031001", kernel } }),
    );
  assert.deepEqual(Object.keys(await stage(KERNEL)), [idOf(3)]);
  const reasons = await stage("9.9.9-1.el8");
  assert.equal(reasons[idOf(1)], "The server does not offer the kernel 9.9.9-1.el8.");
});

Deno.test("a step runs under its own change alone", async () => {
  const batches = [step2(), step1()];
  const outside = await verdictOf(STEP3_SCRIPT_ID, { batches });
  assert.deepEqual(outside.kind === "invalid" && outside.errors.map(({ path }) => path), [
    "change",
  ]);
  for (const [, scriptId] of Object.entries({ STEP2_SCRIPT_ID, STEP3_SCRIPT_ID })) {
    const parameters = { change: "CHG0099999", kernel: KERNEL };
    const other = await verdictOf(scriptId, { batches, change: "CHG0031001", parameters });
    assert.deepEqual(other.kind === "invalid" && other.errors.map(({ path }) => path), [
      "parameters.change",
    ]);
  }
});
