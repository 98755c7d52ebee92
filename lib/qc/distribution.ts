import type { Distribution, KernelVersion } from "./view.ts";

/** How each distribution marks its kernels; the first that fits counts. */
const MARKS: readonly (readonly [RegExp, Distribution])[] = [
  [/\.el9/i, "RHEL9"],
  [/\.el8_10(?!\d)/i, "RHEL8.10"],
  [/\.el8_9(?!\d)/i, "RHEL8.9"],
  [/\.el8_8(?!\d)/i, "RHEL8.8"],
  [/\.el8(?!\d)/i, "RHEL8"],
  [/\.el7(?!\d)/i, "RHEL7"],
  [/\.amzn2023(?!\d)/i, "Amazon Linux 2023"],
  [/\.amzn2(?!\d)/i, "Amazon Linux 2"],
  [/ubuntu|-generic|-aws|-azure/i, "Ubuntu"],
];

/**
 * Tells a distribution by its kernel.
 *
 * @param kernel The running kernel.
 * @returns The distribution, `Unknown` when the kernel bears no known mark.
 */
export function distributionOf(kernel: KernelVersion): Distribution {
  return MARKS.find(([mark]) => mark.test(kernel))?.[1] ?? "Unknown";
}
