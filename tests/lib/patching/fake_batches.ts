import {
  type InstanceId,
  parseAccountId,
  parseChangeNumber,
  parsedOrThrow,
  parseInstanceId,
  systemClock,
} from "@/lib/base/mod.ts";
import type { Change } from "@/lib/changes/mod.ts";
import type {
  BatchSummary,
  BatchView,
  Counts,
  Executions,
  TargetDetail,
  TargetState,
} from "@/lib/execution/mod.ts";
import { Patching, type PatchingOptions } from "@/lib/patching/mod.ts";
import { createScriptCatalog } from "@/lib/scripts/mod.ts";

/** A batch with its targets, as `Executions` gives them. */
export interface FakeBatch {
  readonly batch: BatchView;
  readonly targets: readonly TargetDetail[];
}

/** The id of the n-th test instance. */
export function idOf(index: number): InstanceId {
  return parsedOrThrow(parseInstanceId(`i-${index.toString(16).padStart(17, "0")}`));
}

/** A change of the test instances with these numbers. */
export function changeOf(...indexes: readonly number[]): Pick<Change, "number" | "instances"> {
  return {
    number: parsedOrThrow(parseChangeNumber("CHG0031001")),
    instances: indexes.map((index) => ({
      instanceId: idOf(index),
      account: parsedOrThrow(parseAccountId("012345678901")),
      region: "us-east-1",
      partition: "aws",
      platform: "linux",
      name: `web-${index}`,
    })),
  };
}

/** A target that succeeded, unless `parts` say otherwise. */
export function target(index: number, parts: Partial<TargetDetail> = {}): TargetDetail {
  return {
    instanceId: idOf(index),
    account: parsedOrThrow(parseAccountId("012345678901")),
    region: "us-east-1",
    name: `web-${index}`,
    state: "success",
    exitCode: 0,
    startedAt: "2026-11-23T02:14:00.000Z",
    endedAt: "2026-11-23T02:14:41.000Z",
    summary: "done",
    stdout: "",
    stderr: "",
    truncated: false,
    ...parts,
  };
}

/** A batch of step 1 over the targets, ended unless `parts` say otherwise. */
export function fakeBatch(
  batchId: string,
  targets: readonly TargetDetail[],
  parts: Partial<BatchView> = {},
): FakeBatch {
  const batch: BatchView = {
    batchId,
    scriptId: "linux-qc-prep/step1-initial-qc",
    scriptName: "QC prep, step 1: initial QC",
    scriptVersion: "3f9a".padEnd(64, "c"),
    change: "CHG0031001",
    actor: "arn:aws:sts::012345678901:assumed-role/PatchOps/alice",
    state: "partial",
    createdAt: "2026-11-23T02:13:00.000Z",
    endedAt: "2026-11-23T02:15:00.000Z",
    retryOf: null,
    counts: countsOf(targets.map(({ state }) => state)),
    version: 7,
    commands: [],
    waitingFor: [],
    partitions: ["aws"],
    credentialsEndAt: { "aws": null, "aws-us-gov": null },
    predictedEndAt: null,
    checkedAt: null,
    ...parts,
  };
  return { batch, targets };
}

/** Batches, the newest first; lists come in pages of two to show that callers go on. */
export function fakeExecutions(
  batches: readonly FakeBatch[],
): Pick<Executions, "list" | "targets" | "eachTarget"> & { readonly reads: { count: number } } {
  const reads = { count: 0 };
  const find = (id: string) => batches.find(({ batch }) => batch.batchId === id);
  return {
    reads,
    list: ({ change, script, cursor }) => {
      const fitting: BatchSummary[] = batches.map(({ batch }) => batch)
        .filter((batch) =>
          batch.change === change && (script === undefined || batch.scriptId === script)
        );
      return Promise.resolve(pageOf(fitting, cursor));
    },
    targets: (batchId, { state, cursor }) => {
      const found = find(batchId);
      if (!found) return Promise.resolve(null);
      const fitting = found.targets.filter((one) => state === undefined || one.state === state);
      return Promise.resolve({ ...pageOf(fitting, cursor), matching: fitting.length });
    },
    eachTarget: async function* (batchId) {
      reads.count++;
      yield* await Promise.resolve(find(batchId)?.targets ?? []);
    },
  };
}

/** The workflow over batches, with the product's scripts. */
export function patchingOn(executions: PatchingOptions["executions"]): Patching {
  return new Patching({ executions, scripts: createScriptCatalog(), clock: systemClock });
}

function pageOf<Item>(items: readonly Item[], cursor: string | undefined) {
  const start = Number(cursor ?? 0);
  const end = start + 2;
  return {
    items: items.slice(start, end),
    nextCursor: end < items.length ? String(end) : null,
  };
}

function countsOf(states: readonly TargetState[]): Counts {
  const count = (state: TargetState) => states.filter((one) => one === state).length;
  return {
    total: states.length,
    pending: count("pending"),
    in_progress: count("in_progress"),
    success: count("success"),
    failed: count("failed"),
    timed_out: count("timed_out"),
    cancelled: count("cancelled"),
    undeliverable: count("undeliverable"),
    skipped: count("skipped"),
    unknown: count("unknown"),
  };
}
