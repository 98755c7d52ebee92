import type { FieldError } from "@/lib/base/mod.ts";
import type { Change } from "@/lib/changes/mod.ts";
import type { StartRequest } from "@/lib/execution/mod.ts";
import type { KernelGroup } from "@/lib/qc/mod.ts";
import { STEP2_SCRIPT_ID } from "./step_scripts.ts";

/** What starts step 2, or what is wrong with the choice of kernels. */
export type StageRequest =
  | { readonly kind: "chosen"; readonly start: StartRequest }
  | { readonly kind: "invalid"; readonly errors: readonly FieldError[] };

/**
 * Makes the one request that stages a kernel on each group. A group that is not named gets none;
 * when none is named, nothing is staged.
 *
 * @param change The change.
 * @param choice Its kernel groups, and the kernel by the name of its group.
 * @returns What to start, or every fault of the choice.
 */
export function stageRequest(
  { number }: Pick<Change, "number">,
  { kernelGroups, selections }: {
    readonly kernelGroups: readonly KernelGroup[];
    readonly selections: Readonly<Record<string, string>>;
  },
): StageRequest {
  const groups = new Map(kernelGroups.map((group) => [group.name, group]));
  const chosen = Object.entries(selections);
  if (chosen.length === 0) {
    const message = "Choose a kernel for at least one group";
    return { kind: "invalid", errors: [{ path: "selections", message }] };
  }
  const errors = chosen.flatMap(([name, kernel]): readonly FieldError[] => {
    const message = faultOf(groups.get(name), kernel);
    return message === undefined ? [] : [{ path: `selections.${name}`, message }];
  });
  if (errors.length > 0) return { kind: "invalid", errors };
  const variants = chosen.map(([name, kernel]) => ({
    parameters: { kernel },
    instanceIds: groups.get(name)?.instances ?? [],
  }));
  const instanceIds = variants.flatMap((variant) => variant.instanceIds);
  const parameters = { change: number };
  return {
    kind: "chosen",
    start: { scriptId: STEP2_SCRIPT_ID, parameters, change: number, instanceIds, variants },
  };
}

function faultOf(group: KernelGroup | undefined, kernel: string): string | undefined {
  if (!group) return "There is no such kernel group: expected one of those that passed step 1";
  if (group.availableKernels.some((each) => each === kernel)) return undefined;
  const offered = group.availableKernels.join(", ") || "none";
  return `The group does not offer the kernel "${kernel}": expected one of ${offered}`;
}
