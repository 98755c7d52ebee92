import assert from "node:assert/strict";
import { parseChangeNumber, previewTyped } from "@/lib/changes/mod.ts";
import { parsedOrThrow } from "@/lib/base/mod.ts";

const number = parsedOrThrow(parseChangeNumber("CHG0031001"));
const typed = (lines: string, description = "") => previewTyped({ number, description, lines });

Deno.test("typed lines make one change; platform and name may be left out", () => {
  const { changes, problems } = typed(
    "i-0a1b2c3d4e5f60001, 111122223333, us-east-1\r\n\r\n" +
      'i-0a1b2c3d4e5f60004,444455556666,us-east-1,windows,"ad, the first"',
    "October patching",
  );
  assert.deepEqual(problems, []);
  assert.deepEqual(changes.map((change) => [change.number, change.description]), [
    ["CHG0031001", "October patching"],
  ]);
  assert.deepEqual(changes[0]?.instances.map(({ platform, name }) => [platform, name]), [
    ["linux", ""],
    ["windows", "ad, the first"],
  ]);
});

Deno.test("problems and duplicates of typed lines name the line that was typed", () => {
  const good = "i-0a1b2c3d4e5f60001,111122223333,us-east-1";
  const { problems, duplicates } = typed(`${good}\n${good}\ni-xyz,12345678901,nowhere`);
  assert.deepEqual(duplicates, [{ line: 2, instanceId: "i-0a1b2c3d4e5f60001" }]);
  assert.deepEqual(problems.map(({ line, column }) => [line, column]), [
    [3, "instance_id"],
    [3, "account_id"],
    [3, "region"],
  ]);
});

Deno.test("a change typed without a description keeps the stored one", () => {
  const [change] = typed("i-0a1b2c3d4e5f60001,111122223333,us-east-1").changes;
  assert.equal(change && "description" in change, false);
});
