/** What pages and islands know of QC and post reports; nothing here needs a server. */
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

/** The services that must run wherever they are installed. */
export const CRITICAL_SERVICES = ["SFTD", "CrowdStrike", "EnCase", "BigFix"] as const;

/** Whether a critical service is there and runs. */
export type ServiceState = "running" | "stopped" | "not installed";

/** What of a server may differ before and after patching; step 3 and validation print it. */
export interface ServerState {
  /** The running kernel, with its architecture when the server names one. */
  readonly runningKernel: KernelVersion | undefined;
  /** The critical services by name; those that the server did not speak of are missing. */
  readonly services: Readonly<Partial<Record<(typeof CRITICAL_SERVICES)[number], ServiceState>>>;
  /** The units of systemd that failed. */
  readonly failedUnits: readonly string[];
  /** Where file systems are mounted. */
  readonly mounts: readonly string[];
}

/** What step 2 has done on a server. */
export interface Staging {
  /** The kernel that its patch script installs. */
  readonly stagedKernel: KernelVersion;
}

/** What step 3 printed of a server, as data. */
export interface FinalReport extends QcReport {
  /** The kernel that the patch script installs, without an architecture. */
  readonly targetKernel: KernelVersion | undefined;
  /** What the server was like before patching; `undefined` when it did not say. */
  readonly serverState: ServerState | undefined;
}

/** One server's report after patching as data; what the report does not hold is `undefined`. */
export interface PostReport extends ServerState {
  /** The server's own name, from the heading. */
  readonly hostname: string | undefined;
  /** When the report was made, in the server's own words. */
  readonly date: string | undefined;
  /** Since when the server runs, in the server's own words. */
  readonly upSince: string | undefined;
  /** How long the server has run, in seconds. */
  readonly uptimeSeconds: number | undefined;
  /** The operating system, in the server's own words. */
  readonly operatingSystem: string | undefined;
  /** The kernel that the patch script installs, without an architecture. */
  readonly targetKernel: KernelVersion | undefined;
  /** How much memory there is, in the server's own words. */
  readonly memory: string | undefined;
  /** Lines of `df`. */
  readonly diskUsage: readonly string[];
  /** Lines of `lvs`; empty without LVM. */
  readonly logicalVolumes: readonly string[];
  /** What the package manager did in the last day. */
  readonly packageHistory: readonly string[];
  /** Errors of the kernel since the start. */
  readonly kernelLog: readonly string[];
}

/** What differs on a server before and after patching. */
export interface StateDifference {
  /** What it is about, such as `Kernel` or `Service SFTD`. */
  readonly subject: string;
  /** How it was; empty when it was not there. */
  readonly before: string;
  /** How it is; empty when it is not there any more. */
  readonly after: string;
}
