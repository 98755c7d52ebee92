/** What pages and islands know of a QC report; types alone, so a browser may load them. */
import type { InstanceId } from "@/lib/base/view.ts";

/** A kernel's version and release, such as `4.18.0-553.45.1.el8_10`: no shell-active character. */
export type KernelVersion = string & { readonly brand: "KernelVersion" };

/** The distributions the patcher knows; `Unknown` for every other kernel. */
export type Distribution =
  | "RHEL9"
  | "RHEL8.10"
  | "RHEL8.9"
  | "RHEL8.8"
  | "RHEL8"
  | "RHEL7"
  | "Amazon Linux 2023"
  | "Amazon Linux 2"
  | "Ubuntu"
  | "Unknown";

/** One server's QC report as data; what the report does not hold is `undefined`. */
export interface QcReport {
  /** The server's own name, from the heading. */
  readonly hostname: string | undefined;
  /** Since when the server runs, in the server's own words. */
  readonly runningSince: string | undefined;
  /** The running kernel, with its architecture when the server names one. */
  readonly currentKernel: KernelVersion | undefined;
  /** `Yes` or `No`, in the server's own words. */
  readonly crowdstrikeRunning: string | undefined;
  /** CrowdStrike's version number, or what stands in its place. */
  readonly crowdstrikeVersion: string | undefined;
  /** `PASSED`, or what went wrong, in the server's own words. */
  readonly repositories: string | undefined;
  /** `PASSED`, or what went wrong, in the server's own words. */
  readonly diskSpace: string | undefined;
  /** The kernels that may be staged, newest first, each once. */
  readonly availableKernels: readonly KernelVersion[];
}

/** Whether a server may be patched, and each reason why not. */
export interface QcVerdict {
  /** `true` when there is no reason against it. */
  readonly passes: boolean;
  /** The reasons against it, for people; empty when it passes. */
  readonly reasons: readonly string[];
}

/** Servers that passed QC and can take the same kernel. */
export interface KernelGroup {
  /** Shown to people and used as the group's key: `RHEL8.10 - Kernel 4.18.0-553`. */
  readonly name: string;
  /** The distribution of the running kernel. */
  readonly distribution: Distribution;
  /** The first three dot-separated parts of the running kernel, or `unknown`. */
  readonly baseKernel: string;
  /** The servers of the group, in the order they were given. */
  readonly instances: readonly InstanceId[];
  /** Every kernel that a server of the group offers, newest first. */
  readonly availableKernels: readonly KernelVersion[];
}
