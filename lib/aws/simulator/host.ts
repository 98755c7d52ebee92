import type { AccountId, InstanceId, Partition, Region } from "@/lib/base/mod.ts";
import type { ServiceState } from "@/lib/qc/mod.ts";
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

/** The SFT server agent of a host. */
export interface SftAgent {
  readonly installed: boolean;
  readonly service: "running" | "stopped" | "absent";
  /** Whether there is a device token, and an enrollment token. */
  readonly tokens: { readonly device: boolean; readonly enrollment: boolean };
  /** What its configuration says; empty when there is none. */
  readonly accessAddress: string;
}

/** What the agent is like on hosts of each kind. */
export const SFT_AGENTS = {
  enrolled: sftAgent({ service: "running", device: true }),
  stopped: sftAgent({ service: "stopped", device: true }),
  tokenless: sftAgent({ service: "running", device: false }),
  absent: sftAgent({ service: "absent", device: false }),
} as const;

function sftAgent(
  { service, device }: { readonly service: SftAgent["service"]; readonly device: boolean },
): SftAgent {
  const installed = service !== "absent";
  return { installed, service, tokens: { device, enrollment: false }, accessAddress: "" };
}

/** The critical services that patching may lose, by their systemd units. */
const UNITS = { CrowdStrike: "falcon-sensor", EnCase: "enlinuxpc64", BigFix: "besclient" } as const;
type LosableService = keyof typeof UNITS;

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
  /** How the SFT server agent is before anything is done. */
  readonly sft: SftAgent;
  /** Whether EnCase is installed; where it is, it runs. */
  readonly hasEncase: boolean;
  /** The service that does not come back after patching, if there is one. */
  readonly lostByPatch: LosableService | undefined;
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
  /** The kernel that patching installed; it runs unless the host kept the old one. */
  installedKernel: string | undefined;
  /** When the host was patched and restarted, in ms since 1970. */
  patchedAtMs: number | undefined;
  /** The SFT server agent as it is now. */
  sft: SftAgent;
  /** The tokens of the scripts begun here; the exit code once they ended. */
  readonly runs = new Map<string, number | undefined>();

  constructor(traits: HostTraits) {
    this.traits = traits;
    this.runningKernel = traits.distribution.runningKernel;
    this.sft = traits.sft;
  }

  /** The critical services as they are now. */
  get services(): Readonly<Record<"SFTD" | LosableService, ServiceState>> {
    const { crowdstrikeRuns, hasEncase, lostByPatch } = this.traits;
    const lost = this.patchedAtMs === undefined ? undefined : lostByPatch;
    const after = (name: LosableService): ServiceState => lost === name ? "stopped" : "running";
    return {
      SFTD: this.sft.service === "absent" ? "not installed" : this.sft.service,
      CrowdStrike: crowdstrikeRuns ? after("CrowdStrike") : "stopped",
      EnCase: hasEncase ? after("EnCase") : "not installed",
      BigFix: after("BigFix"),
    };
  }

  /** The units of systemd that failed: those of a service that patching lost. */
  get failedUnits(): readonly string[] {
    const { lostByPatch } = this.traits;
    const isLost = lostByPatch && this.services[lostByPatch] === "stopped";
    return isLost && this.patchedAtMs !== undefined ? [`${UNITS[lostByPatch]}.service`] : [];
  }

  /** What the package manager offers now, newest first. */
  get availableKernels(): readonly string[] {
    if (!this.traits.hasUpdates) return [];
    const running = this.runningKernel.replace(/\.x86_64$/, "");
    return this.traits.distribution.availableKernels.filter((kernel) => kernel !== running);
  }

  /** Why initial QC fails here; nothing when it passes. */
  get qcReasons(): readonly string[] {
    const { repositoriesWork, diskHasSpace } = this.traits;
    return [
      ...(repositoriesWork ? [] : ["Repositories: FAILED"]),
      ...(diskHasSpace ? [] : [`Disk space: ${FULL_DISK}`]),
      ...(this.services.CrowdStrike === "running" ? [] : ["CrowdStrike is not running"]),
    ];
  }

  /** Why validation after patching would fail here now; nothing when it would pass. */
  get postReasons(): readonly string[] {
    const stopped = Object.entries(this.services).filter(([, state]) => state === "stopped");
    return [...this.#kernelReasons(), ...stopped.map(([name]) => `${name} is not running`)];
  }

  /** Installs what is staged and restarts. */
  patch(nowMs: number): void {
    if (!this.staged) return;
    const suffix = this.traits.distribution.runningKernel.endsWith(".x86_64") ? ".x86_64" : "";
    this.installedKernel = `${this.staged.kernel}${suffix}`;
    this.patchedAtMs = nowMs;
    if (!this.traits.keepsOldKernel) this.runningKernel = this.installedKernel;
  }

  #kernelReasons(): readonly string[] {
    if (!this.staged) return ["No target kernel: the patch script names none"];
    const { kernel } = this.staged;
    return this.runningKernel.replace(/\.x86_64$/, "") === kernel
      ? []
      : [`Kernel ${this.runningKernel} is running, expected ${kernel}`];
  }
}
