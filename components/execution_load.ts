import { type BatchView, TARGET_STATES, type TargetView } from "@/lib/execution/view.ts";
import type { CauseView } from "@/lib/reports/view.ts";
import type { QcCounts } from "./qc_text.ts";

/** What the targets of a batch say beyond their states. */
export interface RunFindings {
  /** Why targets did not succeed. */
  readonly causes: readonly CauseView[];
  /** What their QC found; `null` when it is no QC, or none has reported. */
  readonly qc: QcCounts | null;
}

/** A page of targets, as the API answers it. */
export interface LoadedTargets {
  readonly items: readonly TargetView[];
  readonly matching: number;
  readonly nextCursor: string | null;
}

/**
 * Loads a page of targets.
 *
 * @param path Where it is.
 * @param signal Gives it up.
 * @returns The page; `null` when that failed, so that it is to be asked for again.
 */
export async function loadTargets(
  path: string,
  signal: AbortSignal,
): Promise<LoadedTargets | null> {
  const value = await loadJson(path, signal);
  return isTargets(value) ? value : null;
}

/**
 * Loads the causes of a batch's failures, and what its QC found.
 *
 * @param batchId The batch.
 * @param signal Gives it up.
 * @returns Both; `null` when that failed, so that they are to be asked for again.
 */
export async function loadFindings(
  batchId: string,
  signal: AbortSignal,
): Promise<RunFindings | null> {
  const value = await loadJson(`/executions/${encodeURIComponent(batchId)}/causes`, signal);
  return isFindings(value) ? value : null;
}

/**
 * Tells whether a value is a batch, as our own server writes it: what is shown of it is checked,
 * since a proxy in between may answer anything.
 *
 * @param value What was received.
 * @returns Whether it is.
 */
export function isBatch(value: unknown): value is BatchView {
  return isRecord(value) && typeof value.batchId === "string" && typeof value.state === "string" &&
    Array.isArray(value.commands) && Array.isArray(value.waitingFor) && isCounts(value.counts);
}

function isCounts(value: unknown): boolean {
  return isRecord(value) &&
    ["total", ...TARGET_STATES].every((name) => typeof value[name] === "number");
}

function isTargets(value: unknown): value is LoadedTargets {
  return isRecord(value) && typeof value.matching === "number" &&
    Array.isArray(value.items) &&
    value.items.every((item) => isRecord(item) && typeof item.instanceId === "string");
}

function isFindings(value: unknown): value is RunFindings {
  return isRecord(value) && Array.isArray(value.causes) &&
    value.causes.every((cause) => isRecord(cause) && typeof cause.count === "number") &&
    (value.qc === null || isRecord(value.qc) && typeof value.qc.passed === "number");
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

async function loadJson(path: string, signal: AbortSignal): Promise<unknown> {
  try {
    const response = await fetch(path, { signal, headers: { accept: "application/json" } });
    if (response.ok) return await response.json();
    await response.body?.cancel();
    return null;
  } catch {
    // The network failed, or it was given up: the caller asks again.
    return null;
  }
}
