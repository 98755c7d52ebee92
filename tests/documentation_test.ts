import assert from "node:assert/strict";
import { globSync } from "node:fs";
import { BATCH_STATES, TARGET_STATES } from "@/lib/execution/view.ts";
import { runToEnd } from "./support/process.ts";

const ROOT = new URL("../", import.meta.url);

/** Public modules: what other folders, or an application, import. */
const PUBLIC = [
  "lib/*/mod.ts",
  "lib/*/view.ts",
  "jsr/fresh_core/src/{mod,dev/mod,runtime/mod}.ts",
  "jsr/std_*/*.ts",
];

/** Exports without documentation, as `file:line:column`. */
async function undocumented(modules: readonly string[]): Promise<string[]> {
  const { stderr } = await runToEnd({
    args: ["doc", "--lint", ...modules],
    env: { NO_COLOR: "1" },
    deadlineMs: 60_000,
  });
  const found = stderr.matchAll(/^error\[missing-jsdoc\].*\n\s*--> (\S+)/gm);
  return [...found].map(([, place = ""]) => place);
}

Deno.test("everything exported is documented", async () => {
  const directory = await Deno.makeTempDir();
  try {
    const bare = `${directory}/bare.ts`;
    await Deno.writeTextFile(bare, "export const undocumented = 1;\n");
    assert.equal((await undocumented([bare])).length, 1);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
  assert.deepEqual(await undocumented(globSync(PUBLIC, { cwd: ROOT })), []);
});

Deno.test("the runbook says what each state of a batch and of a target means", async () => {
  const runbook = await Deno.readTextFile(new URL("docs/runbook.md", ROOT));
  const explained = (name: string, next: string) => {
    const [, table = ""] = runbook.split(new RegExp(`^\\| ${name} +\\|`, "m"));
    return [...table.split(next, 1).join().matchAll(/^\| `(\w+)` /gm)].map(([, state]) => state);
  };
  assert.deepEqual(explained("batch", "| target").toSorted(), BATCH_STATES.toSorted());
  assert.deepEqual(explained("target", "\n\n").toSorted(), TARGET_STATES.toSorted());
});
