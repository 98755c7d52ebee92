import type { AwsError } from "@/lib/aws/mod.ts";
import type { InstanceId } from "@/lib/base/mod.ts";
import type { TargetEnd } from "./chunk_event.ts";
import type { Target } from "./model.ts";
import { shortened } from "./summary.ts";

const INSTANCE_IDS = /\bm?i-[0-9a-f]{8,17}\b/g;
const NOT_MANAGED =
  "Systems Manager cannot reach this server: its agent is not registered, or the server is " +
  "stopped or terminated. Nothing was run.";
const OTHER_PLATFORM = "Not run: the server has another platform than the script.";

/**
 * Finds the servers for which AWS refuses a whole command (SSM API reference, SendCommand, Errors).
 *
 * @param error What AWS said.
 * @param open The servers of the command.
 * @returns How those end, none of them when AWS names none of several; `null` when AWS refuses the
 * command for another reason.
 */
export function instanceRefusal(
  { awsCode, awsMessage }: AwsError,
  open: readonly Target[],
): readonly TargetEnd[] | null {
  const named = new Set(awsMessage.match(INSTANCE_IDS));
  const ids = open.map(({ instanceId }) => instanceId);
  const found = ids.filter((id) => named.has(id));
  if (awsCode === "UnsupportedPlatformType" && found.length > 0) {
    return skipped(found, OTHER_PLATFORM);
  }
  if (awsCode !== "InvalidInstanceId") return null;
  const invalid = found.length === 0 && ids.length === 1 ? ids : found;
  return invalid.map((instanceId) => ({
    instanceId,
    state: "undeliverable",
    summary: NOT_MANAGED,
  }));
}

/**
 * Ends servers on which nothing was run.
 *
 * @param ids The servers.
 * @param reason Why; foreign text.
 * @returns Their ends.
 */
export function skipped(ids: readonly InstanceId[], reason: string): readonly TargetEnd[] {
  const summary = shortened(reason);
  return ids.map((instanceId) => ({ instanceId, state: "skipped", summary }));
}
