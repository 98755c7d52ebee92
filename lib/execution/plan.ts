import type { AccountId, InstanceId, Partition, Region } from "@/lib/base/mod.ts";
import type { ScriptPlatform, ScriptValues } from "@/lib/scripts/mod.ts";
import { type Chunk, type Target, type Work } from "./model.ts";

/** A server that a batch is to run on. */
export interface PlannedTarget {
  readonly instanceId: InstanceId;
  readonly account: AccountId;
  readonly region: Region;
  readonly partition: Partition;
  readonly platform: ScriptPlatform;
  readonly name: string;
  /** What it gets in the place of the batch's parameters, where that is something else. */
  readonly parameters?: ScriptValues;
  /** Why nothing is run there, where that is known before. */
  readonly skipReason?: string;
}

/** What SendCommand takes at most. */
const MAX_TARGETS_A_COMMAND = 50;

/**
 * Cuts targets into commands: each of one partition, account and region, with the same
 * parameters, at most 50 servers.
 * Servers where nothing can be run are skipped with the reason.
 *
 * @param targets The servers, each once.
 * @param options The script's platform, and the time in ms since 1970.
 * @returns The chunks, those to be sent first, numbered from 0.
 */
export function planChunks(
  targets: readonly PlannedTarget[],
  { platform, nowMs }: { readonly platform: ScriptPlatform; readonly nowMs: number },
): readonly Work[] {
  const cells = Map.groupBy(
    targets,
    (target) => {
      const { partition, account, region } = target;
      const skipReason = skipReasonOf(target, platform);
      const parameters = JSON.stringify(target.parameters ?? {});
      return [partition, account, region, target.platform, parameters, skipReason].join(" ");
    },
  );
  const cuts = [...cells.values()].flatMap((cell) =>
    Array.from(
      { length: Math.ceil(cell.length / MAX_TARGETS_A_COMMAND) },
      (_, index) => cell.slice(index * MAX_TARGETS_A_COMMAND, (index + 1) * MAX_TARGETS_A_COMMAND),
    )
  );
  const isSkipped = ([first]: readonly PlannedTarget[]) =>
    first !== undefined && skipReasonOf(first, platform) !== "";
  return cuts.toSorted((a, b) => Number(isSkipped(a)) - Number(isSkipped(b)))
    .flatMap((cut, n) => chunkOf(cut, { n, platform, nowMs }));
}

/**
 * Tells why nothing is run on a server.
 *
 * @param target The server.
 * @param platform The script's platform.
 * @returns The reason, for the operator; empty where the script is run.
 */
export function skipReasonOf(
  { platform: own, skipReason }: Pick<PlannedTarget, "platform" | "skipReason">,
  platform: ScriptPlatform,
): string {
  if (skipReason !== undefined) return skipReason;
  return own === platform ? "" : `The server runs ${own}, the script ${platform}.`;
}

function chunkOf(
  cut: readonly PlannedTarget[],
  { n, platform, nowMs }: {
    readonly n: number;
    readonly platform: ScriptPlatform;
    readonly nowMs: number;
  },
): readonly Work[] {
  const [first] = cut;
  if (!first) return [];
  const summary = skipReasonOf(first, platform);
  const isSkipped = summary !== "";
  const targets = cut.map(({ instanceId, name }): Target => ({
    instanceId,
    name,
    state: isSkipped ? "skipped" : "pending",
    exitCode: null,
    startedAtMs: null,
    endedAtMs: isSkipped ? nowMs : null,
    summary,
    stdoutParts: 0,
    stderrParts: 0,
    isTruncated: false,
    isCancelRequested: false,
  }));
  const chunk: Chunk = {
    n,
    partition: first.partition,
    account: first.account,
    region: first.region,
    platform: first.platform,
    parameters: first.parameters ?? {},
    state: isSkipped ? "settled" : "planned",
    runToken: null,
    intendedAtMs: null,
    sendAtMs: null,
    sentAtMs: null,
    commandId: null,
    concurrency: 0,
    waves: 1,
    dueAtMs: nowMs,
    attempts: 0,
    refusals: 0,
    note: "",
    open: isSkipped ? 0 : targets.length,
    isCancelDue: false,
  };
  return [{ chunk, targets }];
}

/**
 * Tells how long a batch should take.
 *
 * @param options How many targets are left, how many run at once, and how long one takes in seconds.
 * @returns Seconds.
 */
export function predictedSeconds(
  { open, maxConcurrency, expectedSeconds }: {
    readonly open: number;
    readonly maxConcurrency: number;
    readonly expectedSeconds: number;
  },
): number {
  return Math.ceil(open / maxConcurrency) * expectedSeconds;
}
