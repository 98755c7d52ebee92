import { ended, type Ending, type ScriptInput, textOf } from "./behaviour.ts";
import type { Host } from "./host.ts";

/** The services that patching watches, as each platform names them. */
const WATCHED = {
  linux: {
    SFTD: "sftd",
    CrowdStrike: "falcon-sensor",
    EnCase: "enlinuxpc64",
    BigFix: "besclient",
  },
  windows: {
    SFTD: "scaleft-server-tools",
    CrowdStrike: "CSFalconService",
    EnCase: "enstart64",
    BigFix: "BESClient",
  },
} as const;
/** What runs on every host. */
const ALWAYS = { linux: ["amazon-ssm-agent", "sshd"], windows: ["AmazonSSMAgent"] } as const;

/** Shows services, as the scripts `service-status` do. */
export function serviceStatus(host: Host, { value }: ScriptInput): Ending {
  const named = value("PCM_SERVICES").split(/[, ]+/).filter((name) => name !== "");
  const known = knownServices(host);
  const states = (named.length === 0 ? [...known.keys()] : named)
    .map((name) => [name, known.get(name) ?? "not installed"] as const);
  const faults = states.filter(([, state]) =>
    state !== "running" && (named.length > 0 || state !== "not installed")
  ).map(([name, state]) => `${name} is ${state}`);
  const text = textOf([
    `${"SERVICE".padEnd(30)} STATE`,
    ...states.map(([name, state]) => `${name.padEnd(30)} ${state}`),
    faults.length === 0 ? "All installed services run" : `Needs attention: ${faults.join("; ")}`,
  ]);
  return ended(faults.length === 0 ? 0 : 1, text);
}

function knownServices({ services, traits: { distribution: { platform } } }: Host) {
  const names = WATCHED[platform];
  return new Map<string, string>([
    [names.SFTD, services.SFTD],
    [names.CrowdStrike, services.CrowdStrike],
    [names.EnCase, services.EnCase],
    [names.BigFix, services.BigFix],
    ...ALWAYS[platform].map((name) => [name, "running"] as const),
  ]);
}

/** Lists packages, as the scripts `installed-packages` do. */
export function installedPackages(host: Host, { value }: ScriptInput): Ending {
  const name = value("PCM_NAME") || "*";
  const found = packagesOf(host).filter((line) => matches(line.split(" ")[0] ?? "", name));
  return ended(0, textOf([...found, `${found.length} installed packages match ${name}`]));
}

function packagesOf({ sft, services, installedKernel, traits: { distribution } }: Host) {
  if (distribution.platform === "windows") return ["AWS-PV-Drivers 8.4.3", "KB5044281 Update"];
  const kernels = new Set([distribution.runningKernel, installedKernel ?? ""]);
  return [
    "bash 5.1.8-9",
    ...[...kernels].filter((kernel) => kernel !== "").map((kernel) => `kernel ${kernel}`),
    ...(sft.installed ? ["scaleft-server-tools 1.87.3"] : []),
    ...(services.BigFix === "not installed" ? [] : ["BESAgent 11.0.2.125"]),
    "falcon-sensor 7.23.17607.0",
  ].sort();
}

/** Matches as a shell's pattern: `*` any characters, `?` one. */
function matches(name: string, pattern: string): boolean {
  const expression = pattern.replace(/[.+]/g, "\\$&").replaceAll("*", ".*").replaceAll("?", ".");
  return new RegExp(`^${expression}$`, "i").test(name);
}
