import assert from "node:assert/strict";

const SCRIPT = new URL("../.ci/run", import.meta.url).pathname;

/** Runs `.ci/run` on a command that prints `output` and exits with `code`. */
async function runOn(output: string, code = 0) {
  const command = ["bash", "-c", `printf '%s' "$0"; exit ${code}`, output];
  const result = await new Deno.Command(SCRIPT, { args: command }).output();
  const text = new TextDecoder().decode(result.stdout);
  return { code: result.code, text, lastLine: text.trimEnd().split("\n").at(-1) };
}

Deno.test(".ci/run passes the output on and adds up every summary line in it", async () => {
  const output = [
    "running 2 tests from ./tests/a_test.ts",
    "ok | 12 passed | 0 failed (1s)",
    "ok | 3 passed (7 steps) | 0 failed | 1 filtered out (250ms)",
    "",
  ].join("\n");
  const result = await runOn(output);
  assert.equal(result.text, `${output}15 passed, 0 failed\n`);
  assert.equal(result.code, 0);
});

Deno.test(".ci/run reads summaries through terminal colours", async () => {
  const summary =
    "\x1b[0m\x1b[32mok\x1b[0m | 4 passed (1 step) | 0 failed \x1b[38;5;245m(7ms)\x1b[0m\n";
  const result = await runOn(summary);
  assert.deepEqual([result.code, result.lastLine], [0, "4 passed, 0 failed"]);
});

Deno.test(".ci/run fails when any test failed, also where a later run succeeds", async () => {
  const result = await runOn(
    "FAILED | 1 passed (2 steps) | 2 failed (1 step) | 3 ignored (1s)\nok | 5 passed | 0 failed (1s)\n",
  );
  assert.deepEqual([result.code, result.lastLine], [1, "6 passed, 2 failed"]);
});

Deno.test(".ci/run counts a command that fails without a failed test as one failure", async () => {
  const result = await runOn("ok | 5 passed | 0 failed (1s)\nerror: Type checking failed.\n", 3);
  assert.deepEqual([result.code, result.lastLine], [1, "5 passed, 1 failed"]);
});

Deno.test(".ci/run fails when the command succeeds and no test ran", async () => {
  const result = await runOn("nothing to do\n");
  assert.deepEqual([result.code, result.lastLine], [1, "0 passed, 0 failed"]);
});

Deno.test(".ci/run ignores summary-like text inside other lines", async () => {
  const result = await runOn("-   ok | 9 passed | 9 failed (1s)\nok | 1 passed | 0 failed (1s)\n");
  assert.deepEqual([result.code, result.lastLine], [0, "1 passed, 0 failed"]);
});
