import { quoted } from "@/lib/base/mod.ts";
import type { QcReport, QcVerdict } from "./view.ts";

/**
 * Judges a QC report: a server passes when its repositories and its disk space passed and
 * CrowdStrike runs. What the report does not say counts against it.
 *
 * @param report A parsed report, or `undefined` when the server printed none.
 * @returns Whether the server passes, and each reason why not.
 */
export function qcVerdict(report: QcReport | undefined): QcVerdict {
  const reasons = report ? reasonsOf(report) : ["The server's output holds no QC report"];
  return { passes: reasons.length === 0, reasons };
}

function reasonsOf({ repositories, diskSpace, crowdstrikeRunning }: QcReport): readonly string[] {
  return [
    checkReason("Repositories", repositories),
    checkReason("Disk space", diskSpace),
    crowdstrikeReason(crowdstrikeRunning),
  ].filter((reason) => reason !== undefined);
}

function checkReason(check: string, result: string | undefined): string | undefined {
  if (result === undefined) return `${check}: the report has no result`;
  return isWord(result, "passed") ? undefined : `${check}: ${result}`;
}

function crowdstrikeReason(running: string | undefined): string | undefined {
  if (running === undefined) return "CrowdStrike: the report does not say whether it runs";
  if (isWord(running, "yes")) return undefined;
  return isWord(running, "no")
    ? "CrowdStrike is not running"
    : `CrowdStrike: the report says ${quoted(running)}, expected "Yes"`;
}

function isWord(value: string, word: string): boolean {
  return value.toLowerCase() === word;
}
