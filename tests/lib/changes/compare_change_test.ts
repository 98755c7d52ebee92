import assert from "node:assert/strict";
import { type ChangeDraft, compareChange, previewCsv } from "@/lib/changes/mod.ts";

/** A change of these rows: instance id, account, region, platform, name. */
function draft(...rows: string[]): ChangeDraft {
  const lines = ["change_number,instance_id,account_id,region,platform,name"];
  const text = [...lines, ...rows.map((row) => `CHG0031001,${row}`)].join("\n");
  const [change] = previewCsv(new TextEncoder().encode(text)).changes;
  assert.ok(change);
  return change;
}

const WEB = "i-00000001,111122223333,us-east-1,linux,web";
const APP = "i-00000002,111122223333,us-east-1,linux,app";
const DB = "i-00000003,111122223333,us-east-1,linux,db";

Deno.test("compareChange() finds the instances added, removed and changed", () => {
  const upload = draft(WEB, DB, APP.replace("linux", "windows"));
  const stored = draft(APP, WEB, "i-00000004,111122223333,us-east-1,linux,old");
  assert.deepEqual(compareChange(upload, stored.instances), {
    number: "CHG0031001",
    added: ["i-00000003"],
    removed: ["i-00000004"],
    changed: [{
      instanceId: "i-00000002",
      old: stored.instances[0],
      new: upload.instances[2],
    }],
  });
});

Deno.test("compareChange() finds each kind of difference, and none where there is none", () => {
  const stored = draft(WEB).instances;
  assert.deepEqual(compareChange(draft(WEB), stored).changed, []);
  const differing = [
    WEB.replace("111122223333", "444455556666"),
    WEB.replace("us-east-1", "us-west-2"),
    WEB.replace("linux", "windows"),
    WEB.replace("web", "Web"),
  ];
  for (const row of differing) assert.equal(compareChange(draft(row), stored).changed.length, 1);
});

Deno.test("compareChange() takes everything for added when nothing is stored", () => {
  assert.deepEqual(compareChange(draft(WEB, DB), []).added, ["i-00000001", "i-00000003"]);
});
