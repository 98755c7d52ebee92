import { renderScript } from "@/lib/scripts/mod.ts";
import { planChunks, predictedSeconds } from "./plan.ts";
import type { Prepared } from "./prepare.ts";
import type { ExecutionRefusal, PlanView } from "./view.ts";

/** What would be started, or why nothing would be. */
export type PlanResult = ({ readonly kind: "planned" } & PlanView) | ExecutionRefusal;

/** Takes the place of the token that each command gets. */
const SAMPLE_TOKEN = "unique-to-each-command";

/**
 * Shows what a request would start. What the server adds to the script is shown by the name of its
 * variable: it may be a secret.
 *
 * @param prepared The request.
 * @param nowMs Wall time, in ms since 1970.
 * @returns The plan.
 * @throws {AppError} What `renderScript()` throws.
 */
export function planView(
  { script, parameters, targets, request }: Prepared,
  nowMs: number,
): PlanResult {
  const works = planChunks(targets, { platform: script.platform, nowMs });
  const planned = works.filter(({ chunk }) => chunk.state === "planned");
  const masked = Object.fromEntries(
    Object.entries(script.settings).map(([name, variable]) => [name, `[${variable}]`]),
  );
  const { maxConcurrency } = request.options;
  const { expectedSeconds } = script;
  const open = planned.reduce((sum, { chunk }) => sum + chunk.open, 0);
  const values = { ...parameters, ...planned[0]?.chunk.parameters, ...masked };
  return {
    kind: "planned",
    chunks: planned.map(({ chunk: { partition, account, region }, targets }) => ({
      ...{ partition, account, region },
      instanceIds: targets.map(({ instanceId }) => instanceId),
    })),
    skipped: works.flatMap(({ targets }) => targets)
      .filter(({ state }) => state === "skipped")
      .map(({ instanceId, summary }) => ({ instanceId, reason: summary })),
    script: renderScript(script, { runToken: SAMPLE_TOKEN, values }),
    predictedSeconds: predictedSeconds({ open, maxConcurrency, expectedSeconds }),
  };
}
