import type { AccountId, InstanceId, Partition, Region } from "@/lib/base/mod.ts";
import type { Distribution } from "./distributions.ts";

/** What the QC report says of a disk that is too full to patch. */
export const FULL_DISK = "FAILED: /boot has 38 MB free, 150 MB needed";

/** Whether Systems Manager reaches a host. */
export type Ping = "online" | "offline" | "not_registered";

/**
 * What becomes of a command sent to a host that seems online: it runs; it runs after a delay; the
 * agent is dead; or it runs and is reported undeliverable.
 */
export type Delivery = "prompt" | "delayed" | "dead" | "ghost";

/** What a host was made with. */
export interface HostTraits {
  readonly instanceId: InstanceId;
  readonly account: AccountId;
  readonly region: Region;
  readonly partition: Partition;
  readonly distribution: Distribution;
  /** The tag `Name`; some are hostile. */
  readonly name: string;
  readonly hostname: string;
  readonly ping: Ping;
  readonly delivery: Delivery;
  readonly repositoriesWork: boolean;
  readonly diskHasSpace: boolean;
  readonly crowdstrikeRuns: boolean;
  readonly hasUpdates: boolean;
  /** After patching it still runs the old kernel. */
  readonly keepsOldKernel: boolean;
  /** Text that its scripts print after their own: markup, escape sequences, or very much. */
  readonly noise: string;
}

/** One simulated server: its traits, and what scripts have done to it. */
export class Host {
  readonly traits: HostTraits;
  /** The change and kernel that step 2 staged. */
  staged: { readonly change: string; readonly kernel: string } | undefined;
  /** As `uname -r` tells it. */
  runningKernel: string;
  /** The tokens of the scripts begun here; the exit code once they ended. */
  readonly runs = new Map<string, number | undefined>();

  constructor(traits: HostTraits) {
    this.traits = traits;
    this.runningKernel = traits.distribution.runningKernel;
  }

  /** What the package manager offers now, newest first. */
  get availableKernels(): readonly string[] {
    if (!this.traits.hasUpdates) return [];
    const running = this.runningKernel.replace(/\.x86_64$/, "");
    return this.traits.distribution.availableKernels.filter((kernel) => kernel !== running);
  }

  /** Why initial QC fails here; nothing when it passes. */
  get qcReasons(): readonly string[] {
    const { repositoriesWork, diskHasSpace, crowdstrikeRuns } = this.traits;
    return [
      ...(repositoriesWork ? [] : ["Repositories: FAILED"]),
      ...(diskHasSpace ? [] : [`Disk space: ${FULL_DISK}`]),
      ...(crowdstrikeRuns ? [] : ["CrowdStrike is not running"]),
    ];
  }

  /** Why validation after patching would fail here now; nothing when it would pass. */
  get postReasons(): readonly string[] {
    const boots = this.staged && this.runningKernel.startsWith(this.staged.kernel);
    return [
      ...(boots ? [] : ["The staged kernel is not running"]),
      ...(this.traits.crowdstrikeRuns ? [] : ["CrowdStrike is not running"]),
    ];
  }

  /** Installs what is staged and restarts. */
  patch(): void {
    if (!this.staged || this.traits.keepsOldKernel) return;
    const suffix = this.traits.distribution.runningKernel.endsWith(".x86_64") ? ".x86_64" : "";
    this.runningKernel = `${this.staged.kernel}${suffix}`;
  }
}
