import { CRITICAL_SERVICES, type ServerState, type StateDifference } from "./view.ts";

/**
 * Compares a server before and after patching.
 *
 * @param before What step 3 found.
 * @param after What validation found.
 * @returns Each difference: the kernel, services, failed units and mounts, in this order.
 */
export function stateDifferences(
  before: ServerState,
  after: ServerState,
): readonly StateDifference[] {
  const services = CRITICAL_SERVICES.map((name) => ({
    subject: `Service ${name}`,
    before: before.services[name] ?? "",
    after: after.services[name] ?? "",
  }));
  return [
    { subject: "Kernel", before: before.runningKernel ?? "", after: after.runningKernel ?? "" },
    ...services,
    ...listDifferences("Failed unit", { before: before.failedUnits, after: after.failedUnits }),
    ...listDifferences("Mount", { before: before.mounts, after: after.mounts }),
  ].filter((difference) => difference.before !== difference.after);
}

function listDifferences(
  subject: string,
  { before, after }: { readonly before: readonly string[]; readonly after: readonly string[] },
): readonly StateDifference[] {
  const gone = before.filter((item) => !after.includes(item));
  const added = after.filter((item) => !before.includes(item));
  return [
    ...gone.map((item) => ({ subject, before: item, after: "" })),
    ...added.map((item) => ({ subject, before: "", after: item })),
  ];
}
