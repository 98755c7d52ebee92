import assert from "node:assert/strict";
import { createScriptCatalog, type ScriptValues } from "@/lib/scripts/mod.ts";
import { Host, type RunResult } from "./host.ts";

const CATALOG = createScriptCatalog();

async function run(host: Host, id: string, values: ScriptValues = {}): Promise<RunResult> {
  const content = CATALOG.get(id)?.content;
  assert.ok(content, id);
  return await host.run(content, { values, runToken: crypto.randomUUID() });
}

function lastLineOf(text: string): string {
  return text.trimEnd().split("\n").at(-1) ?? "";
}

const DF = `case "$1" in *i*) kind=Inodes ;; *) kind=Blocks ;; esac
echo "Filesystem Type $kind Used Available Capacity Mounted on"
if [[ $kind == Inodes ]]; then echo '/dev/a 100 5 95 5% /'; exit; fi
case "$1" in
  *T*) echo '/dev/a xfs 1000 420 580 42% /'; echo '/dev/"b\\ xfs 1000 960 40 96% /boot' ;;
  *) echo '/dev/a 1000 420 580 42% /'; echo '/dev/b 1000 960 40 96% /boot' ;;
esac`;

Deno.test("linux/disk-check reads the disks of a real machine", async () => {
  await using host = new Host();
  const { stdout, stderr, code } = await run(host, "linux/disk-check", {
    format: "text",
    maxUsedPercent: 100,
  });
  assert.equal(stderr, "");
  assert.match(stdout, /^=== Block devices ===\n[^]*=== Use ===\n[^]*=== LVM ===\n/);
  assert.match(lastLineOf(stdout), code === 0 ? /^All \d+ file systems/ : /^At or above 100%/);
});

Deno.test("linux/disk-check fails at the limit, and its JSON is JSON whatever names disks have", async () => {
  await using host = new Host();
  await host.install("df", DF);
  await host.install(
    "lsblk",
    `echo 'NAME="sda\\x20" TYPE="disk" SIZE="1024" FSTYPE="" UUID="a-b" MOUNTPOINT="/"'`,
  );
  await host.install("lvs", "echo '  vg0 root 1024'");
  await host.install("vgs", "echo '  vg0 2048 1024'");
  await host.install("pvs", ":");
  const values = { format: "json", maxUsedPercent: 90 };
  const { stdout, stderr, code } = await run(host, "linux/disk-check", values);
  assert.deepEqual([code, stderr], [1, ""]);
  const report = JSON.parse(stdout);
  assert.deepEqual(report.block_devices, [{
    ...{ name: "sda\\x20", type: "disk", size: 1024, fstype: "", uuid: "a-b", mountpoint: "/" },
  }]);
  assert.deepEqual(
    report.file_systems.map((each: Record<string, unknown>) => [each.source, each.used_percent]),
    [["/dev/a", 42], ['/dev/"b\\', 96]],
  );
  assert.deepEqual(report.inodes, [{ mountpoint: "/", used_percent: 5 }]);
  assert.deepEqual(report.volume_groups, [{ name: "vg0", size_bytes: 2048, free_bytes: 1024 }]);
  assert.deepEqual(report.logical_volumes, [{ group: "vg0", name: "root", size_bytes: 1024 }]);
  assert.equal(report.summary, "At or above 90%: /boot 96%");
  assert.match(lastLineOf(stdout), /"summary": "At or above/);
  const above = await run(host, "linux/disk-check", { format: "text", maxUsedPercent: 97 });
  assert.deepEqual([above.code, lastLineOf(above.stdout)], [
    0,
    "All 2 file systems are below 97%",
  ]);
});

Deno.test("linux/system-health says what needs attention, and that nothing does", async () => {
  await using host = new Host();
  await host.install("df", DF);
  await host.install("systemctl", "echo '* kdump.service loaded failed failed A unit'");
  const sick = await run(host, "linux/system-health");
  assert.equal(sick.code, 1);
  assert.equal(sick.stderr, "");
  assert.match(
    lastLineOf(sick.stdout),
    /^Needs attention: .*disk: \/boot 96%; failed units: kdump/,
  );
  await host.install("df", "echo Filesystem; echo '/dev/a 1000 420 580 42% /'");
  await host.install("systemctl", ":");
  await host.place("/proc/loadavg", "0.10 0.20 0.30 1/100 1\n");
  const well = await run(host, "linux/system-health");
  assert.deepEqual([well.code, lastLineOf(well.stdout)], [0, "Healthy"]);
  assert.match(well.stdout, /\nMemory {13}\d+ of \d+ MiB available\n/);
});

Deno.test("linux/reboot-required reads the mark of Debian and Ubuntu", async () => {
  await using host = new Host();
  await host.install("dpkg-query", ":");
  host.claim("/var/run/reboot-required");
  const id = "linux/reboot-required";
  assert.equal(lastLineOf((await run(host, id)).stdout), "Reboot required: no");
  await host.write("/var/run/reboot-required", "");
  await host.write("/var/run/reboot-required.pkgs", "linux-image-6.8.0-1018-aws\n");
  assert.match(lastLineOf((await run(host, id)).stdout), /: yes \(linux-image-6\.8\.0-1018-aws \)/);
});

/** A server of the RHEL family: `command -v` finds rpm's programs and none of Debian's. */
async function rpmHost(programs: Readonly<Record<string, string>>): Promise<Host> {
  const host = new Host();
  const names = "bash uname sed cut sort tail head tr date cat mkdir mv grep awk mktemp rm".split(
    " ",
  );
  for (const name of names) {
    const { stdout } = await new Deno.Command("which", { args: [name] }).output();
    await Deno.mkdir(host.path("bin"), { recursive: true });
    await Deno.symlink(new TextDecoder().decode(stdout).trim(), host.path("bin", name));
  }
  for (const [name, commands] of Object.entries(programs)) await host.install(name, commands);
  host.useOnlyOwnPrograms();
  return host;
}

Deno.test("linux/reboot-required asks needs-restarting, then the newest kernel", async () => {
  const id = "linux/reboot-required";
  const asked = async (programs: Readonly<Record<string, string>>) => {
    await using host = await rpmHost(programs);
    const { code, stdout } = await run(host, id);
    return [code, lastLineOf(stdout)];
  };
  const text = "echo Reboot is required to fully utilize these updates.";
  assert.deepEqual(await asked({ "needs-restarting": `${text}; exit 1` }), [
    0,
    "Reboot required: yes (updated packages)",
  ]);
  assert.deepEqual(await asked({ "needs-restarting": "echo Reboot should not be necessary." }), [
    0,
    "Reboot required: no",
  ]);
  const newest = "echo '1 1.0.0-1.x86_64'; echo '2 9.9.9-1.x86_64'";
  const unknown = { dnf: "echo 'No such command' >&2; exit 1" };
  assert.deepEqual(await asked({ ...unknown, rpm: newest }), [
    0,
    "Reboot required: yes (kernel 9.9.9-1.x86_64 is installed)",
  ]);
  assert.deepEqual(await asked({ rpm: 'echo "1 $(uname -r)"' }), [
    0,
    "Reboot required: no (of the kernel alone)",
  ]);
  assert.deepEqual(await asked({}), [1, "Reboot required: unknown (no package manager tells)"]);
});

const SHOW = `state=inactive load=loaded
case "$3" in sshd) state=active ;; missing|falcon-sensor) load=not-found ;; besclient) state=failed ;; esac
printf 'LoadState=%s\\nActiveState=%s\\nUnitFileState=enabled\\nActiveEnterTimestamp=now\\n' $load $state`;

Deno.test("linux/service-status fails where a service does not run, or a named one is missing", async () => {
  await using host = new Host();
  await host.install("systemctl", SHOW);
  const id = "linux/service-status";
  const all = await run(host, id, { services: "" });
  assert.equal(all.code, 1);
  assert.match(lastLineOf(all.stdout), /^Needs attention: sftd is inactive; .*besclient is failed/);
  assert.doesNotMatch(lastLineOf(all.stdout), /falcon-sensor/);
  const one = await run(host, id, { services: "sshd" });
  assert.deepEqual([one.code, lastLineOf(one.stdout)], [0, "All installed services run"]);
  const named = await run(host, id, { services: "sshd, missing" });
  assert.deepEqual([named.code, lastLineOf(named.stdout)], [
    1,
    "Needs attention: missing is not installed",
  ]);
});

Deno.test("linux/installed-packages lists what matches, and counts what it leaves out", async () => {
  await using host = new Host();
  const id = "linux/installed-packages";
  await host.install(
    "dpkg-query",
    `echo "$*" >"$HOST/asked"
echo 'ii  bash 5.2-1 amd64'; echo 'rc  old 1 amd64'; echo 'ii  awk 1.3 amd64'`,
  );
  const { code, stdout } = await run(host, id, { name: "*a*" });
  assert.deepEqual([code, stdout], [
    0,
    "awk 1.3 amd64\nbash 5.2-1 amd64\n2 installed packages match *a*\n",
  ]);
  assert.match(await host.read("asked"), / \*a\*\n$/);
  await host.install("dpkg-query", 'for i in {1..2000}; do echo "ii  package-$i 1.0 amd64"; done');
  const many = await run(host, id, { name: "*" });
  assert.ok(many.stdout.length < 23_000, `${many.stdout.length}`);
  assert.match(lastLineOf(many.stdout), /^2000 installed packages match \*, the first \d+ shown$/);
});
