/** What pages and islands know of the SFT server agent; nothing here needs a server. */

/** Which kind of system the agent is installed on; it decides how it is installed. */
export type SftFamily = "rhel" | "debian" | "windows" | "unknown";

/** What detection found of the SFT server agent on one server. */
export interface SftDetection {
  /** The server's own name. */
  readonly hostname: string;
  /** Decides which scripts fit. */
  readonly platform: "linux" | "windows";
  /** Decides how the agent is installed. */
  readonly family: SftFamily;
  /** Whether its package is installed. */
  readonly isInstalled: boolean;
  /** Its version; empty when it is not installed. */
  readonly version: string;
  /** What the service manager says of its service. */
  readonly service: "running" | "stopped" | "absent";
  /** Whether it holds the token that an enrolled server has. */
  readonly hasDeviceToken: boolean;
  /** Whether a token waits to enroll it; the agent deletes it when it has. */
  readonly hasEnrollmentToken: boolean;
  /** Whether it has a configuration file. */
  readonly hasConfig: boolean;
  /** The address it tells clients; empty when none is configured. */
  readonly accessAddress: string;
  /** The server's own address; empty when it could not tell. */
  readonly ownAddress: string;
  /** The findings in a sentence. */
  readonly summary: string;
}

/** The scripts that may be run now; `null` for what detection rules out. */
export interface SftRemedies {
  /** The script that installs the agent, where it is missing. */
  readonly install: "sft/install-rhel" | "sft/install-debian" | "sft/install-windows" | null;
  /** The script that enrolls it anew, where it is installed. */
  readonly reset: "sft/reset-linux" | "sft/reset-windows" | null;
}

const INSTALLERS = {
  rhel: "sft/install-rhel",
  debian: "sft/install-debian",
  windows: "sft/install-windows",
  unknown: null,
} as const;

/**
 * Says what may be done after detection.
 *
 * @param detection What detection found.
 * @returns The scripts to offer.
 */
export function sftRemedies({ isInstalled, family, platform }: SftDetection): SftRemedies {
  return isInstalled
    ? { install: null, reset: `sft/reset-${platform}` }
    : { install: INSTALLERS[family], reset: null };
}
