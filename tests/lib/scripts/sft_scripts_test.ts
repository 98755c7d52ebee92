import assert from "node:assert/strict";
import { createScriptCatalog, type ScriptValues } from "@/lib/scripts/mod.ts";
import { parseSftDetection, sftRemedies } from "@/lib/sft/mod.ts";
import { Host, type RunResult } from "./host.ts";

const CATALOG = createScriptCatalog();
const TOKEN = "canary-token-0123456789abcdef";
const VALUES = { accessAddress: "", enrollmentToken: TOKEN };

const SYSTEMCTL = `echo "$*" >>"$HOST/systemctl.log"
case "$1" in
  show) if [[ -e "$HOST/installed" ]]; then echo LoadState=loaded; else echo LoadState=not-found; fi ;;
  is-active) [[ -e "$HOST/running" ]] ;;
  stop) rm -f "$HOST/running" ;;
  start)
    touch "$HOST/running"
    if [[ -s "$HOST/var/lib/sftd/enrollment.token" && ! -e "$HOST/refuses" ]]; then
      echo device >"$HOST/var/lib/sftd/device.token"
    fi ;;
esac`;

/** A server of a family, with programs that act as far as the scripts see. */
async function serverOf(osRelease: string): Promise<Host> {
  const host = new Host();
  await host.place("/etc/os-release", osRelease);
  for (
    const place of [
      "/var/lib/sftd",
      "/etc/sft",
      "/etc/yum.repos.d",
      "/etc/apt",
      "/usr/share/keyrings",
    ]
  ) {
    host.claim(place);
    await Deno.mkdir(host.path(place), { recursive: true });
  }
  await Deno.mkdir(host.path("/etc/apt/sources.list.d"));
  await host.install("systemctl", SYSTEMCTL);
  await host.install("sleep", ":");
  await host.install("journalctl", "echo the agent said no");
  await host.install("ip", "echo '169.254.169.254 via 10.20.0.1 dev eth0 src 10.20.1.7 uid 0'");
  await host.install(
    "dpkg-query",
    '[[ -e "$HOST/installed" ]] && echo "install ok installed 1.87.3"',
  );
  const log = 'echo "$(basename "$0") $*" >>"$HOST/packages.log"';
  const install =
    `${log}\ncase " $* " in *" install "*server-tools*) touch "$HOST/installed" ;; esac`;
  await host.install("yum", install);
  await host.install("apt-get", install);
  await host.install(
    "rpm",
    `${log}\n[[ "$1" == --import ]] || { [[ -e "$HOST/installed" ]] && echo 1.87.3; }`,
  );
  await host.install("curl", log);
  await host.install("gpg", log);
  return host;
}

const RHEL = 'ID="rhel"\nID_LIKE="fedora"\nVERSION_ID="8.10"\n';
const AMAZON = 'ID="amzn"\nID_LIKE="fedora"\nVERSION_ID="2023"\n';
const UBUNTU = "ID=ubuntu\nID_LIKE=debian\nVERSION_CODENAME=noble\n";

async function run(host: Host, id: string, values: ScriptValues = {}): Promise<RunResult> {
  const content = CATALOG.get(id)?.content;
  assert.ok(content, id);
  const result = await host.run(content, { values, runToken: crypto.randomUUID() });
  assert.ok(!`${result.stdout}${result.stderr}`.includes(TOKEN), "L04: the token is printed");
  return result;
}

async function detect(host: Host) {
  const { code, stdout, stderr } = await run(host, "sft/detect-linux");
  assert.deepEqual([code, stderr], [0, ""]);
  const found = parseSftDetection(stdout);
  assert.ok(found, stdout);
  return found;
}

Deno.test("detection finds nothing on a server without the agent, and offers its family's installer", async () => {
  const families = { [RHEL]: "rhel", [AMAZON]: "rhel", [UBUNTU]: "debian" } as const;
  for (const [osRelease, family] of Object.entries(families)) {
    await using host = await serverOf(osRelease);
    const found = await detect(host);
    assert.deepEqual([found.family, found.isInstalled, found.service], [family, false, "absent"]);
    assert.deepEqual(sftRemedies(found), { install: `sft/install-${family}`, reset: null });
    assert.equal(found.summary, "The agent is not installed");
  }
});

Deno.test("an installed agent is found with its service, tokens and configuration", async () => {
  await using host = await serverOf(RHEL);
  await host.write("installed", "");
  await host.write("running", "");
  await host.write("/var/lib/sftd/enrollment.token", "t");
  await host.write("/etc/sft/sftd.yaml", 'AutoEnroll: true\nAccessAddress: "10.1.2.3"\n');
  const found = await detect(host);
  assert.deepEqual(
    [found.version, found.service, found.hasDeviceToken, found.hasEnrollmentToken],
    ["1.87.3", "running", false, true],
  );
  assert.deepEqual([found.accessAddress, found.ownAddress], ["10.1.2.3", "10.20.1.7"]);
  assert.deepEqual(sftRemedies(found), { install: null, reset: "sft/reset-linux" });
});

Deno.test("a reset drops the device token, writes token and address, and waits for enrollment", async () => {
  await using host = await serverOf(RHEL);
  await host.write("installed", "");
  await host.write("/var/lib/sftd/device.token", "old");
  await host.write("/etc/sft/sftd.yaml", "CanonicalName: web-01\nAccessAddress: 10.0.0.9\n");
  const { code, stdout, stderr } = await run(host, "sft/reset-linux", VALUES);
  assert.deepEqual([code, stderr], [0, ""]);
  assert.match(stdout, /The agent 1\.87\.3 runs and is enrolled\n$/);
  assert.equal(await host.read("/var/lib/sftd/device.token"), "device\n");
  assert.equal(await host.read("/var/lib/sftd/enrollment.token"), `${TOKEN}\n`);
  const { mode } = await Deno.stat(host.path("/var/lib/sftd/enrollment.token"));
  assert.equal((mode ?? 0) & 0o777, 0o600);
  assert.equal(
    await host.read("/etc/sft/sftd.yaml"),
    'CanonicalName: web-01\nAccessAddress: "10.20.1.7"\n',
  );
  const calls = (await host.read("systemctl.log")).split("\n");
  assert.ok(calls.indexOf("stop sftd") < calls.indexOf("start sftd"));
});

Deno.test("a reset that does not enroll fails and says why", async () => {
  await using host = await serverOf(RHEL);
  await host.write("installed", "");
  await host.write("refuses", "");
  const { code, stderr } = await run(host, "sft/reset-linux", VALUES);
  assert.equal(code, 1);
  assert.match(stderr, /has not enrolled within 60 seconds/);
});

Deno.test("a reset needs an agent, and an installer none", async () => {
  await using bare = await serverOf(RHEL);
  assert.equal((await run(bare, "sft/reset-linux", VALUES)).code, 3);
  await using host = await serverOf(UBUNTU);
  await host.write("installed", "");
  const again = await run(host, "sft/install-debian", VALUES);
  assert.equal(again.code, 3);
  assert.match(again.stderr, /1\.87\.3 is installed already/);
  assert.equal((await run(host, "sft/install-rhel", VALUES)).code, 3);
});

Deno.test("the installers add Okta's repository for the system and enroll the agent", async () => {
  const repositories = { [RHEL]: "rhel/8/", [AMAZON]: "amazonlinux/2023/" };
  for (const [osRelease, path] of Object.entries(repositories)) {
    await using host = await serverOf(osRelease);
    const { code, stderr } = await run(host, "sft/install-rhel", VALUES);
    assert.deepEqual([code, stderr], [0, ""]);
    const repository = await host.read("/etc/yum.repos.d/oktapam-stable.repo");
    assert.match(repository, new RegExp(`/rpm/stable/${path}\\$basearch\n`));
    assert.match(repository, /\ngpgcheck=1\n/);
    assert.equal((await detect(host)).summary, "The agent runs and is enrolled");
  }
  await using host = await serverOf(UBUNTU);
  const { code, stderr } = await run(host, "sft/install-debian", {
    ...VALUES,
    accessAddress: "a.b",
  });
  assert.deepEqual([code, stderr], [0, ""]);
  assert.match(await host.read("/etc/apt/sources.list.d/oktapam-stable.list"), / noble okta\n$/);
  assert.equal((await detect(host)).accessAddress, "a.b");
});

Deno.test("an installer that fails shows the end of what the package manager said", async () => {
  for (
    const [osRelease, id, program] of [
      [RHEL, "sft/install-rhel", "yum"],
      [UBUNTU, "sft/install-debian", "apt-get"],
    ] as const
  ) {
    await using host = await serverOf(osRelease);
    await host.install(program, "echo no route to host; exit 100");
    const { code, stderr } = await run(host, id, VALUES);
    assert.equal(code, 1);
    assert.match(stderr, /no route to host\n$/);
  }
});
