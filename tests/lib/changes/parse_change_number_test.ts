import assert from "node:assert/strict";
import { globSync } from "node:fs";
import { parseChangeInput, parseChangeNumber, previewCsv } from "@/lib/changes/mod.ts";

const ROOT = new URL("../../../", import.meta.url);

/** What stands where a change's number would, in the addresses of pages and of the API. */
function ownSegments(): readonly string[] {
  return globSync("routes/{,api/}changes/*", { cwd: ROOT })
    .map((path) => path.replace(/^.*\//, "").replace(/\.tsx?$/, ""))
    .filter((segment) => segment !== "index" && !/^[[(]/.test(segment));
}

Deno.test("a number that is an address of ours is refused, whatever its case", () => {
  const segments = ownSegments();
  assert.ok(segments.includes("preview") && segments.includes("sample.csv"));
  for (const segment of segments) {
    for (const text of [segment, segment.toUpperCase()]) {
      const parsed = parseChangeNumber(text);
      assert.match(parsed.ok ? text : parsed.message, /^Cannot parse change number "/);
    }
  }
  assert.deepEqual(parseChangeNumber("Import"), {
    ok: false,
    message: 'Cannot parse change number "Import": expected another word than "preview", ' +
      '"import" and "compare", which are addresses of this application',
  });
  assert.deepEqual(parseChangeNumber("import-1"), { ok: true, value: "import-1" });
});

Deno.test("neither a request nor a file makes a change whose number is an address of ours", () => {
  const input = parseChangeInput({ number: "Preview", instances: [] });
  assert.deepEqual(input.ok ? [] : input.errors.map(({ path }) => path), ["number"]);
  const rows = ["change_number,instance_id,account_id,region"];
  rows.push("COMPARE,i-0a1b2c3d4e5f60001,111122223333,us-east-1");
  const { changes, problems } = previewCsv(new TextEncoder().encode(rows.join("\n")));
  assert.deepEqual(changes, []);
  assert.deepEqual(problems.map(({ column, value }) => [column, value]), [
    ["change_number", "COMPARE"],
  ]);
});
