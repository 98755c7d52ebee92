import type { SftServer, SftTarget } from "@/components/SftServerPanel.tsx";
import type { Services } from "@/lib/app/mod.ts";
import { MINUTE_MS } from "@/lib/base/mod.ts";
import type { BatchSummary, TargetDetail } from "@/lib/execution/mod.ts";
import { parseSftDetection, type SftDetection, sftRemedies } from "@/lib/sft/mod.ts";

/** How old a detection may be that a repair rests on, in minutes. */
const FRESH_MINUTES = 60;
/** How many runs of a script are searched for a server, newest first. */
const SEARCHED_RUNS = 50;

const REPAIRS = {
  linux: ["sft/install-rhel", "sft/install-debian", "sft/reset-linux"],
  windows: ["sft/install-windows", "sft/reset-windows"],
} as const;

interface FoundRun {
  readonly batch: BatchSummary;
  readonly target: TargetDetail;
}

/**
 * Reads what is known of the SFT agent on a server: the newest detection and the newest repair,
 * whoever ran them.
 *
 * @param services The batches, and the time.
 * @param target The server.
 * @returns What was found, and what may be done now, or why not.
 * @throws {AppError} `store_unavailable` (503), `record_invalid` (500).
 */
export async function sftServer(
  { executions, clock }: Pick<Services, "executions" | "clock">,
  target: SftTarget,
): Promise<SftServer> {
  const { instanceId, platform } = target;
  const [detected, ...repairs] = await Promise.all(
    [`sft/detect-${platform}`, ...REPAIRS[platform]].map((script) =>
      newestRun(executions, { script, instanceId })
    ),
  );
  const [repaired] = repairs.flatMap((run) => run ?? []).toSorted((one, other) =>
    other.batch.createdAt.localeCompare(one.batch.createdAt)
  );
  const detection = detected ? parseSftDetection(detected.target.stdout) ?? null : null;
  const locked = lockOf({ detected, detection, repaired, nowMs: clock.now() });
  const remedies = detection && locked === "" ? sftRemedies(detection) : null;
  return {
    target,
    detected: detected ? viewOf(detected) : null,
    detection,
    repaired: repaired ? viewOf(repaired) : null,
    install: remedies?.install ?? null,
    reset: remedies?.reset ?? null,
    installReason: locked ||
      (detection?.isInstalled
        ? "The agent is installed: reset it instead."
        : "Nobody knows how to install it on this system."),
    resetReason: locked || "The agent is not installed: install it first.",
  };
}

function viewOf({ batch: { batchId, scriptName }, target }: FoundRun): SftServer["detected"] {
  const { state, summary, endedAt } = target;
  return { batchId, scriptName, state, summary, endedAt };
}

/** Why nothing may be repaired; empty when something may. */
function lockOf({ detected, detection, repaired, nowMs }: {
  readonly detected: FoundRun | null | undefined;
  readonly detection: SftDetection | null;
  readonly repaired: FoundRun | undefined;
  readonly nowMs: number;
}): string {
  if (isUnderWay(repaired)) return "A repair is under way.";
  if (!detected) return "Detect first.";
  if (isUnderWay(detected)) return "Detection is under way.";
  if (!detection) return "Detection found nothing out: look at its output, then detect again.";
  if (repaired && repaired.batch.createdAt > detected.batch.createdAt) {
    return "It was repaired since: detect again.";
  }
  const ageMs = nowMs - Date.parse(detected.target.endedAt ?? "");
  return ageMs <= FRESH_MINUTES * MINUTE_MS
    ? ""
    : `Detection is older than ${FRESH_MINUTES} minutes: detect again.`;
}

function isUnderWay(run: FoundRun | null | undefined): boolean {
  return run?.target.state === "pending" || run?.target.state === "in_progress";
}

async function newestRun(
  executions: Services["executions"],
  { script, instanceId }: { readonly script: string; readonly instanceId: string },
): Promise<FoundRun | null> {
  const { items } = await executions.list({ script, limit: SEARCHED_RUNS });
  for (const batch of items) {
    const found = await executions.target(batch.batchId, instanceId);
    if (!("kind" in found)) return { batch, target: found };
  }
  return null;
}
