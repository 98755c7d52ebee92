import type { SftTarget } from "@/components/SftServerPanel.tsx";
import { type FieldError, isAccountId, isInstanceId, isRegion } from "@/lib/base/mod.ts";
import type { Change } from "@/lib/changes/mod.ts";
import { typedTargets } from "../(_runner)/typed_targets.ts";

/** The agent is repaired on one or two servers: for more, the script runner has a plan. */
const MAX_SERVERS = 2;

/** The servers that the address names. */
export interface SftTargets {
  readonly targets: readonly SftTarget[];
  readonly errors: readonly FieldError[];
}

/**
 * Reads the servers to repair. A server of the loaded change is known by its id alone.
 *
 * @param text One server a line.
 * @param change The loaded change; `null` for none.
 * @returns The servers, or what is wrong with the text.
 */
export function sftTargets(text: string, change: Change | null): SftTargets {
  if (text.trim() === "") return { targets: [], errors: [] };
  const typed = typedTargets(completed(text, change));
  if (typed.kind === "invalid") return { targets: [], errors: typed.errors };
  if (typed.targets.length > MAX_SERVERS) {
    const message = `${typed.targets.length} servers: expected at most ${MAX_SERVERS}. ` +
      "The script runner takes more.";
    return { targets: [], errors: [{ path: "targets", message }] };
  }
  const targets = typed.targets.flatMap(({ instanceId, account, region, platform, name }) =>
    isInstanceId(instanceId) && isAccountId(account) && isRegion(region)
      ? [{ instanceId, account, region, platform: platform ?? "linux", name: name ?? "" }]
      : []
  );
  return { targets, errors: [] };
}

function completed(text: string, change: Change | null): string {
  const known = new Map<string, string>(
    change?.instances.map(({ instanceId, account, region, platform, name }) => [
      instanceId,
      [instanceId, account, region, platform, name].join(" "),
    ]),
  );
  return text.split(/\r\n?|\n/).map((line) => known.get(line.trim()) ?? line).join("\n");
}
