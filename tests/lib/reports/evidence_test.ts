import assert from "node:assert/strict";
import { evidenceLines, verifyEvidence } from "@/lib/reports/mod.ts";
import { runToEnd } from "../../support/process.ts";

const CONTENTS = [
  { kind: "bundle", content: { change: { number: "CHG1", instances: ["i-1", "i-2"] } } },
  { kind: "execution", content: { batchId: "b1", scriptVersion: "3f9a" } },
  { kind: "target", content: { instanceId: "i-1", stdout: "one\ntwo \u2028 three" } },
  { kind: "target", content: { instanceId: "i-2", stdout: "" } },
];

async function* each<Item>(items: readonly Item[]): AsyncGenerator<Item, void> {
  for (const item of items) yield await Promise.resolve(item);
}

async function bundle(): Promise<readonly string[]> {
  const lines = evidenceLines(each(CONTENTS), () => Promise.resolve());
  return (await Array.fromAsync(lines)).map((line) => line.replace(/\n$/, ""));
}

Deno.test("a bundle that nobody has touched is intact, and its end is told", async () => {
  const ends: unknown[] = [];
  const lines = evidenceLines(each(CONTENTS), (end) => Promise.resolve(void ends.push(end)));
  const texts = (await Array.fromAsync(lines)).map((line) => line.trimEnd());
  const verdict = await verifyEvidence(each(texts));
  assert.equal(verdict.kind, "intact");
  assert.deepEqual(ends, [
    verdict.kind === "intact" && {
      records: verdict.records,
      lastHash: verdict.lastHash,
    },
  ]);
});

Deno.test("whichever character of a bundle is changed, the record that holds it is named", async () => {
  const lines = await bundle();
  for (const [index, line] of lines.entries()) {
    for (let at = 0; at < line.length; at += 3) {
      const other = line[at] === "0" ? "1" : "0";
      const changed = line.slice(0, at) + other + line.slice(at + 1);
      const verdict = await verifyEvidence(each(lines.with(index, changed)));
      // A change of white space or of an escape that means the same changes nothing.
      if (verdict.kind === "intact") {
        assert.deepEqual(JSON.parse(changed), JSON.parse(line));
      } else assert.equal(verdict.line, index + 1, `${index}: ${at}`);
    }
  }
});

Deno.test("records that are missing, moved, doubled or cut off are named", async () => {
  const lines = await bundle();
  const [first = "", second = "", third = "", ...rest] = lines;
  const broken = [
    [[], 1],
    [[first, third, ...rest], 2],
    [[first, third, second, ...rest], 2],
    [[first, second, second, third, ...rest], 3],
    [lines.slice(0, -1), lines.length],
    [[...lines, lines.at(-1) ?? ""], lines.length + 1],
    [[...lines, "{}"], lines.length + 1],
    [["not JSON", ...lines], 1],
  ] as const;
  for (const [texts, line] of broken) {
    const verdict = await verifyEvidence(each(texts));
    assert.deepEqual([verdict.kind, verdict.kind === "broken" && verdict.line], ["broken", line]);
  }
});

Deno.test("deno task verify-bundle says OK, or names the first record that changed", async () => {
  const path = await Deno.makeTempFile();
  try {
    const run = async (lines: readonly string[]) => {
      await Deno.writeTextFile(path, lines.map((line) => `${line}\n`).join(""));
      const args = ["task", "--quiet", "verify-bundle", path];
      return await runToEnd({ args, env: {}, deadlineMs: 30_000 });
    };
    const lines = await bundle();
    const intact = await run(lines);
    assert.match(intact.stdout, /^OK: 5 records, last hash [0-9a-f]{64}$/);
    assert.equal(intact.code, 0);
    const changed = await run(lines.with(2, (lines[2] ?? "").replace("one", "two")));
    assert.equal(changed.stdout, "BROKEN at record 3: its content was changed");
    assert.equal(changed.code, 1);
  } finally {
    await Deno.remove(path);
  }
});
