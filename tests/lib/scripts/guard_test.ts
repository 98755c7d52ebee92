import assert from "node:assert/strict";
import { composeLinuxScript } from "@/lib/scripts/compose_script.ts";
import {
  DUPLICATE_RUN_EXIT_CODE,
  firstRunOf,
  UNRECORDED_RUN_EXIT_CODE,
} from "@/lib/scripts/mod.ts";
import { ended, Host, RUN_TOKEN } from "./host.ts";

function script(...commands: string[]): string {
  return composeLinuxScript(["#!/bin/bash", "# pcm-script: test", ...commands, ""].join("\n"));
}

const COUNTING = 'echo run >>"$HOST/runs.log"';

async function runsOn(host: Host): Promise<number> {
  return (await Deno.readTextFile(host.path("runs.log"))).split("\n").length - 1;
}

Deno.test("A05: a second run with the same token runs nothing and tells the first's exit code", async () => {
  await using host = new Host();
  const content = script(COUNTING, "echo out", "exit 3");
  assert.deepEqual(await host.run(content), { code: 3, stdout: "out\n", stderr: "" });
  for (let again = 0; again < 2; again++) {
    const second = await host.run(content);
    assert.equal(second.code, DUPLICATE_RUN_EXIT_CODE);
    assert.equal(second.stdout, "3\n");
    assert.equal(firstRunOf(second.stdout), 3);
    assert.match(second.stderr, /This run reached the host before/);
  }
  assert.equal(await runsOn(host), 1);
});

Deno.test("the same script runs again with another token", async () => {
  await using host = new Host();
  const content = script(COUNTING);
  assert.equal((await host.run(content)).code, 0);
  assert.equal((await host.run(content, { runToken: "token-0000000002" })).code, 0);
  assert.equal(await runsOn(host), 2);
});

Deno.test('A05: of many runs at once one runs, and the others end with 97 and "running"', async () => {
  await using host = new Host();
  await new Deno.Command("mkfifo", { args: [host.path("gate")] }).output();
  const content = script(COUNTING, 'cat "$HOST/gate"');
  const children = await Promise.all(Array.from({ length: 12 }, () => host.start(content)));
  const ends = children.map(ended);
  const refused = await Promise.all(ends.map(async (end, index) => {
    const winner = Symbol("winner");
    return await Promise.race([end, othersEnded(ends, index).then(() => winner)]) === winner
      ? []
      : [await end];
  }));
  assert.equal(refused.flat().length, 11);
  for (const { code, stdout } of refused.flat()) {
    assert.deepEqual([code, firstRunOf(stdout)], [97, "running"]);
  }
  await Deno.writeTextFile(host.path("gate"), "opened");
  const results = await Promise.all(ends);
  assert.deepEqual(results.filter(({ code }) => code === 0).map(({ stdout }) => stdout), [
    "opened",
  ]);
  assert.equal(await runsOn(host), 1);
  assert.equal((await host.run(content)).stdout, "0\n");
});

async function othersEnded(ends: readonly Promise<unknown>[], index: number): Promise<void> {
  await Promise.all(ends.filter((_, other) => other !== index));
}

Deno.test("A04: after a killed first run a second run finds no exit code and runs nothing", async () => {
  await using host = new Host();
  const content = script(COUNTING, "kill -KILL $$");
  assert.notEqual((await host.run(content)).code, 0);
  const second = await host.run(content);
  assert.deepEqual([second.code, second.stdout], [97, "running\n"]);
  assert.equal(await runsOn(host), 1);
});

Deno.test("exit codes with a meaning of their own for SSM Agent or the guard become 1", async () => {
  await using host = new Host();
  for (const code of [97, 98, 168, 194]) {
    const runToken = `token-00000000-${code}`;
    const result = await host.run(script(`exit ${code}`), { runToken });
    assert.equal(result.code, 1);
    assert.match(result.stderr, new RegExp(`reserved exit code ${code}`));
    assert.equal((await host.run(script("true"), { runToken })).stdout, "1\n");
  }
  const others = await host.run(script("exit 255"), { runToken: "token-0000000255" });
  assert.equal(others.code, 255);
});

Deno.test("a host that cannot record the run runs nothing", async () => {
  await using host = new Host();
  await host.write("var/lib/pcm-ops/runs", "a file where the directory should be");
  const result = await host.run(script(COUNTING));
  assert.equal(result.code, UNRECORDED_RUN_EXIT_CODE);
  assert.match(result.stderr, /Cannot record this run, so nothing was run: mkdir: /);
  assert.ok(!await host.exists("runs.log"));
});

Deno.test("the record of a run is readable by its owner alone, and scripts keep the host's umask", async () => {
  await using host = new Host();
  assert.equal((await host.run(script("umask 022", "umask"))).stdout, "0022\n");
  const { mode } = await Deno.stat(host.path("var/lib/pcm-ops/runs", RUN_TOKEN));
  assert.equal((mode ?? 0) & 0o777, 0o700);
});

Deno.test("a script has no input to wait for", async () => {
  await using host = new Host();
  assert.equal((await host.run(script("cat"))).stdout, "");
});

Deno.test('firstRunOf() takes an exit code or "running" and nothing else', () => {
  assert.equal(firstRunOf("0\n"), 0);
  assert.equal(firstRunOf("255\r\n"), 255);
  for (const output of ["", "-1", "1234", "running late", "0\n0", "exit 0"]) {
    assert.equal(firstRunOf(output), undefined, output);
  }
});
