import { type Behaviours, ended, type ScriptInput, textOf } from "./behaviour.ts";
import { type Host, SFT_AGENTS } from "./host.ts";

const VERSION = "1.87.3";
const INSTALL_MS = { shortestMs: 30_000, longestMs: 90_000 };
const RESET_MS = { shortestMs: 8_000, longestMs: 20_000 };
const DETECT_MS = { shortestMs: 800, longestMs: 2_500 };

/** What the scripts for the SFT server agent do. */
export const SFT_BEHAVIOURS: Behaviours = {
  "sft/detect-linux": { run: detect, ...DETECT_MS },
  "sft/detect-windows": { run: detect, ...DETECT_MS },
  "sft/install-rhel": { run: install("rhel"), ...INSTALL_MS },
  "sft/install-debian": { run: install("debian"), ...INSTALL_MS },
  "sft/install-windows": { run: install("windows"), ...INSTALL_MS },
  "sft/reset-linux": { run: reset, ...RESET_MS },
  "sft/reset-windows": { run: reset, ...RESET_MS },
};

type Family = "rhel" | "debian" | "windows";

const FAMILY_NAMES = { rhel: "RHEL", debian: "Debian", windows: "Windows" } as const;

function detect(host: Host) {
  const { installed, service, tokens, accessAddress } = host.sft;
  const answer = (isTrue: boolean) => isTrue ? "yes" : "no";
  return ended(
    0,
    textOf([
      `hostname=${host.traits.hostname}`,
      `platform=${host.traits.distribution.platform}`,
      `family=${familyOf(host)}`,
      `installed=${answer(installed)}`,
      `version=${installed ? VERSION : ""}`,
      `service=${service}`,
      `device_token=${answer(tokens.device)}`,
      `enrollment_token=${answer(tokens.enrollment)}`,
      `config=${answer(accessAddress !== "")}`,
      `access_address=${accessAddress}`,
      `own_address=${ownAddress(host)}`,
      `summary=${summaryOf(host)}`,
    ]),
  );
}

function summaryOf({ sft: { installed, service, tokens } }: Host): string {
  if (!installed) return "The agent is not installed";
  if (service !== "running") return "The agent is installed and does not run";
  return `The agent runs and is ${tokens.device ? "" : "not "}enrolled`;
}

function install(family: Family) {
  return (host: Host, input: ScriptInput) => {
    if (familyOf(host) !== family) {
      return ended(3, "", `This server is not of the ${FAMILY_NAMES[family]} family\n`);
    }
    if (host.sft.installed) {
      return ended(3, "", `The agent ${VERSION} is installed already: reset it instead\n`);
    }
    return enroll(host, { input, before: [`Installed scaleft-server-tools ${VERSION}`] });
  };
}

function reset(host: Host, input: ScriptInput) {
  return host.sft.installed
    ? enroll(host, { input, before: [] })
    : ended(3, "", "The agent is not installed: install it first\n");
}

function enroll(
  host: Host,
  { input: { value }, before }: { readonly input: ScriptInput; readonly before: readonly string[] },
) {
  if (value("PCM_ENROLLMENT_TOKEN") === "") {
    host.sft = { ...SFT_AGENTS.tokenless, tokens: { device: false, enrollment: true } };
    const reason = "The agent runs, and has not enrolled within 60 seconds: " +
      "is the token still valid?\n";
    return ended(1, textOf(before), reason);
  }
  const accessAddress = value("PCM_ACCESS_ADDRESS") || ownAddress(host);
  host.sft = { ...SFT_AGENTS.enrolled, accessAddress };
  return ended(
    0,
    textOf([
      ...before,
      "The enrollment token is written",
      `AccessAddress is ${accessAddress}`,
      `The agent ${VERSION} runs and is enrolled`,
    ]),
  );
}

function familyOf({ traits: { distribution } }: Host): Family {
  if (distribution.platform === "windows") return "windows";
  return distribution.platformName === "Ubuntu" ? "debian" : "rhel";
}

function ownAddress({ traits: { hostname } }: Host): string {
  return hostname.replace(/^ip-/, "").replace(/\..*$/, "").replaceAll("-", ".");
}
