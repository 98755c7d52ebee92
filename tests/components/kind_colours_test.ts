import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";

const ROOT = new URL("../../", import.meta.url).pathname;
const KINDS = ["success", "failed", "warning", "running", "idle"];

const USES = [
  ["chip", KINDS],
  ["bar", KINDS],
  ["text", KINDS],
  ["notice", ["success", "failed", "warning", "running"]],
  ["pill", ["success", "warning", "failed"]],
] as const;

Deno.test("whatever is shown in a kind's colour has a rule for it", () => {
  const css = globSync("static/styles/*.css", { cwd: ROOT })
    .map((path) => readFileSync(`${ROOT}${path}`, "utf8")).join("");
  for (const [piece, kinds] of USES) {
    for (const kind of kinds) assert.match(css, new RegExp(`\\.${piece}-${kind}\\b`));
  }
});
