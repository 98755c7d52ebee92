import assert from "node:assert/strict";
import { findProgram, installPrograms, type Machine } from "./programs.ts";
import { runToEnd } from "./process.ts";

/** A PATH directory that holds the named programs, removed with the scope. */
async function directoryWith(...programs: string[]) {
  const path = await Deno.makeTempDir();
  await Promise.all(programs.map((name) => Deno.writeTextFile(`${path}/${name}`, "")));
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

/** A machine on which nothing may be run; `commands` collects what was tried all the same. */
function machine(PATH: string, { uid = 0, exitCode = 0 } = {}) {
  const commands: string[] = [];
  const run: Machine["run"] = (program, args) => {
    commands.push([program, ...args].join(" "));
    return Promise.resolve(exitCode);
  };
  return { env: { PATH }, uid, run, commands };
}

Deno.test("findProgram() takes the variable first, then the best name on PATH", async () => {
  await using first = await directoryWith("google-chrome");
  await using second = await directoryWith("chromium");
  const PATH = `${first.path}:${second.path}`;
  assert.equal(await findProgram("chromium", { PATH }), `${second.path}/chromium`);
  assert.equal(await findProgram("chromium", { PATH: first.path }), `${first.path}/google-chrome`);
  assert.equal(await findProgram("chromium", { PATH, CHROMIUM: "/opt/c" }), "/opt/c");
  assert.equal(await findProgram("wrk", { PATH }), undefined);
});

Deno.test("installPrograms() runs nothing when the programs are there", async () => {
  await using directory = await directoryWith("chromium", "wrk", "apt-get");
  const { commands, ...there } = machine(directory.path);
  await installPrograms(["chromium", "wrk"], there);
  assert.deepEqual(commands, []);
});

Deno.test("installPrograms() installs the packages of what is missing, as root on Debian", async () => {
  await using directory = await directoryWith("wrk", "apt-get");
  const { commands, ...debian } = machine(directory.path);
  await installPrograms(["wrk", "chromium"], debian);
  assert.deepEqual(commands, [
    `${directory.path}/apt-get update`,
    `${directory.path}/apt-get install -y --no-install-recommends chromium fonts-dejavu-core`,
  ]);
});

Deno.test("installPrograms() says what to install when it may not, cannot or did not", async () => {
  await using debian = await directoryWith("apt-get");
  await using other = await directoryWith();
  const expected = {
    message: "Cannot find wrk: set WRK to its path, or install it as root " +
      "(Debian: apt-get install -y --no-install-recommends wrk)",
  };
  for (
    const cannot of [
      machine(debian.path, { uid: 1000 }),
      machine(other.path),
      machine(debian.path, { exitCode: 100 }),
    ]
  ) {
    await assert.rejects(installPrograms(["wrk"], cannot), expected);
  }
});

Deno.test("install_browser.ts ends with one line on a machine without Chromium and apt-get", async () => {
  await using directory = await directoryWith();
  const args = ["run", "-A", new URL("install_browser.ts", import.meta.url).href];
  const result = await runToEnd({ args, env: { PATH: directory.path }, deadlineMs: 30_000 });
  assert.equal(result.code, 1);
  assert.match(result.stderr, /^Cannot find chromium: .*$/);
});
