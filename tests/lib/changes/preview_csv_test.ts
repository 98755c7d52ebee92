import assert from "node:assert/strict";
import { AppError } from "@/lib/base/mod.ts";
import { type ChangePreview, previewCsv } from "@/lib/changes/mod.ts";
import { fastestMs } from "../../support/fastest_ms.ts";

const HEADER = "change_number,instance_id,account_id,region,platform,name";

function preview(...lines: string[]): ChangePreview {
  return previewCsv(new TextEncoder().encode(lines.join("\n")));
}

function row(index: number, name = "web"): string {
  const id = index.toString(16).padStart(17, "0");
  return `CHG0031001,i-${id},111122223333,us-east-1,linux,${name}`;
}

async function fixture(name: string): Promise<ChangePreview> {
  const path = new URL(`../../fixtures/change-${name}.csv`, import.meta.url);
  return previewCsv(await Deno.readFile(path));
}

function faultsOf({ problems }: ChangePreview): readonly (readonly [number, string, string])[] {
  return problems.map(({ line, column, value }) => [line, column, value]);
}

function isRefused(code: string, status: number): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof AppError);
    assert.deepEqual([error.code, error.status], [code, status]);
    assert.match(error.publicMessage, /^Cannot read the change file: /);
    return true;
  };
}

Deno.test("previewCsv() reads a file, leading zeros kept, the partition from the region", async () => {
  const { changes, problems, duplicates } = await fixture("basic");
  assert.deepEqual([problems, duplicates, changes.length], [[], [], 1]);
  assert.equal(changes[0]?.number, "CHG0031001");
  assert.equal(changes[0]?.instances.length, 5);
  assert.deepEqual(changes[0]?.instances.slice(-2), [
    {
      instanceId: "i-0a1b2c3d4e5f60004",
      account: "444455556666",
      region: "us-east-1",
      partition: "aws",
      platform: "windows",
      name: "ad-01",
    },
    {
      instanceId: "i-0a1b2c3d4e5f60005",
      account: "012345678901",
      region: "us-gov-west-1",
      partition: "aws-us-gov",
      platform: "linux",
      name: "gov-app-01",
    },
  ]);
});

Deno.test("previewCsv() reads what a spreadsheet writes: BOM, CRLF, quotes, other names and order", async () => {
  const { changes, problems } = await fixture("spreadsheet");
  assert.deepEqual(problems, []);
  assert.deepEqual(
    changes[0]?.instances.map(({ instanceId, platform, name }) => [instanceId, platform, name]),
    [["i-0a1b2c3d4e5f60005", "linux", ""], ["i-0a1b2c3d4e5f60006", "linux", ""]],
  );
});

Deno.test("previewCsv() makes a change of each number, merges repeated rows and reports them", async () => {
  const { changes, problems, duplicates } = await fixture("two-numbers");
  assert.deepEqual(problems, []);
  assert.deepEqual(changes.map(({ number, instances }) => [number, instances.length]), [
    ["CHG0031003", 1],
    ["CHG0031004", 1],
  ]);
  assert.deepEqual(duplicates, [{ line: 4, instanceId: "i-0a1b2c3d4e5f60008" }]);
});

Deno.test("previewCsv() lists every bad row at once and keeps the good ones (I06)", async () => {
  const bad = await fixture("bad");
  assert.deepEqual(faultsOf(bad), [
    [3, "instance_id", "i-xyz"],
    [4, "account_id", "12345678901"],
    [5, "account_id", "1.23457E+11"],
    [6, "region", "us-middle-9"],
    [7, "platform", "solaris"],
    [8, "change_number", ""],
    [9, "change_number", "$(reboot)"],
  ]);
  const [, zeros, rounded] = bad.problems.map(({ message }) => message);
  assert.match(zeros ?? "", /expected 12 digits; .*"012345678901"/);
  assert.match(rounded ?? "", /a spreadsheet rounded it/);
  assert.deepEqual(bad.changes.map(({ number }) => number), ["CHG0031005"]);
  assert.deepEqual(bad.changes[0]?.instances.map(({ name }) => name), [
    "fine",
    "<img src=x onerror=alert(1)>",
  ]);
});

Deno.test("previewCsv() knows the columns whatever their case, spaces and punctuation", () => {
  const headers = [
    "change_number,instance_id,account_id,region",
    "Change Number,Instance ID,Account ID,Region",
    "ChangeNumber,InstanceID,AccountID,REGION",
    "CHANGE-NUMBER,instance.id,Account_Id, region ",
    '"change number","Instance-ID","account#id","Region:"',
  ];
  for (const header of headers) {
    const { changes, problems } = preview(header, "CHG1,i-0a1b2c3d,111122223333,us-east-1");
    assert.deepEqual([problems, changes[0]?.instances.length], [[], 1], header);
  }
});

Deno.test("I12: previewCsv() passes over columns of other names", () => {
  const { changes, problems } = preview(
    "__proto__,change_number,constructor,instance_id,account_id,region,owner",
    'x,CHG1,x,i-0a1b2c3d,111122223333,us-east-1,"Team, A"',
  );
  assert.deepEqual([problems, changes.length], [[], 1]);
  assert.deepEqual(Object.keys(Object.prototype), []);
});

Deno.test("previewCsv() names the columns that are missing or there twice", () => {
  assert.deepEqual(faultsOf(preview("InstanceID,instance id,region", "a,b,c")), [
    [1, "change_number", ""],
    [1, "instance_id", ""],
    [1, "account_id", ""],
  ]);
  assert.equal(preview("").problems.length, 4);
  assert.equal(preview("", "", HEADER).problems.length, 0);
});

Deno.test("previewCsv() defaults the platform to linux and takes it in any case", () => {
  const platforms = ["", "linux", "WINDOWS", " Windows "].map((platform, index) =>
    row(index).replace("linux", platform)
  );
  assert.deepEqual(
    preview(HEADER, ...platforms).changes[0]?.instances.map(({ platform }) => platform),
    ["linux", "linux", "windows", "windows"],
  );
});

Deno.test("previewCsv() takes one instance in two accounts or regions for a problem", () => {
  const { changes, problems, duplicates } = preview(
    HEADER,
    row(1),
    row(1).replace("us-east-1", "us-west-2"),
    row(1).replace("111122223333", "444455556666"),
    row(1).replace("CHG0031001", "CHG0031002").replace("us-east-1", "us-west-2"),
  );
  assert.deepEqual(problems.map(({ line, column }) => [line, column]), [
    [3, "instance_id"],
    [4, "instance_id"],
  ]);
  assert.match(problems[0]?.message ?? "", /"us-west-2": expected .*"us-east-1" as in line 2$/);
  assert.deepEqual([changes.length, duplicates.length], [2, 0]);
});

Deno.test("I06: previewCsv() reports rows with more or fewer cells than the header", () => {
  const ragged = preview(
    HEADER,
    row(1),
    "CHG0031001,i-0a1b2c3d",
    `${row(2)},more`,
    ",,,,,",
    row(3),
  );
  assert.deepEqual(ragged.problems.map(({ line, column }) => [line, column]), [
    [3, "row"],
    [4, "row"],
  ]);
  assert.match(ragged.problems[0]?.message ?? "", /it has 2 cells, expected 6/);
  assert.equal(ragged.changes[0]?.instances.length, 2);
});

Deno.test("previewCsv() names lines rightly after empty lines and cells of several lines", () => {
  for (const newline of ["\n", "\r\n", "\r"]) {
    const lines = [
      HEADER,
      "",
      row(1, '"two'),
      'lines"',
      row(2),
      "",
      "x,y",
      row(3, '"two'),
      'lines"',
    ];
    const { problems } = previewCsv(new TextEncoder().encode(lines.join(newline)));
    assert.deepEqual(problems.map(({ line, column }) => [line, column]), [
      [3, "name"],
      [7, "row"],
      [8, "name"],
    ]);
  }
});

Deno.test("I06: previewCsv() reports quotes that are wrong, and reads the rows before", () => {
  const open = preview(HEADER, row(1), row(2, '"open'), row(3), row(4));
  assert.deepEqual(faultsOf(open), [[3, "row", ""]]);
  assert.match(open.problems[0]?.message ?? "", /a quote is opened and never closed/);
  assert.equal(open.changes[0]?.instances.length, 1);
  const inside = preview(HEADER, row(1, 'web"01'), row(2));
  assert.deepEqual(faultsOf(inside), [[2, "row", ""]]);
  assert.match(inside.problems[0]?.message ?? "", /a quote stands inside a cell/);
  assert.equal(inside.changes[0]?.instances.length, 1);
});

Deno.test("I06: previewCsv() refuses control characters and overlong names, cell by cell", () => {
  const { problems } = preview(
    HEADER,
    row(1, "a\0b"),
    row(2, "a\x1b[31mb"),
    row(3, "x".repeat(257)),
    row(4).replace("us-east-1", "us-east-1\0"),
    row(5, "é😀"),
  );
  assert.deepEqual(problems.map(({ line, column }) => [line, column]), [
    [2, "name"],
    [3, "name"],
    [4, "name"],
    [5, "region"],
  ]);
  assert.equal(problems[2]?.value.length, 100);
});

Deno.test("I06: previewCsv() refuses a file that is not UTF-8, and says when it is UTF-16", () => {
  const utf16 = [
    255,
    254,
    ...new Uint8Array(new Uint16Array([...HEADER].map((c) => c.charCodeAt(0))).buffer),
  ];
  const unreadable = isRefused("csv_unreadable", 422);
  assert.throws(() => previewCsv(new Uint8Array(utf16)), unreadable);
  assert.throws(() => previewCsv(new Uint8Array(utf16)), /it is UTF-16; expected UTF-8/);
  assert.throws(() => previewCsv(new Uint8Array([97, 0xff, 98])), unreadable);
});

Deno.test("I06: previewCsv() takes 10,000 rows and 5 MB, and no more", () => {
  const rows = Array.from({ length: 10_000 }, (_, index) => row(index));
  assert.equal(preview(HEADER, ...rows).changes[0]?.instances.length, 10_000);
  assert.throws(() => preview(HEADER, ...rows, row(1)), isRefused("csv_too_many_rows", 422));
  for (const endless of ["\n", '\n"', 'x"\n', ",\n"]) {
    const text = `${HEADER}\n${endless.repeat(1_000_000)}`;
    const elapsedMs = fastestMs(() =>
      assert.throws(() => preview(text), isRefused("csv_too_many_rows", 422))
    );
    assert.ok(elapsedMs < 4 * 250, `${JSON.stringify(endless)} took ${elapsedMs} ms`);
  }
  assert.throws(
    () => previewCsv(new Uint8Array(5 * 1_024 * 1_024 + 1)),
    isRefused("csv_too_large", 413),
  );
});

Deno.test("I15: previewCsv() takes time in proportion to its input", () => {
  const pieces = ['"', '""', ",", "\n", "\r", " ", "E+", "1.", "9", "_", '",', '\n"', "a,"];
  for (const piece of pieces) {
    for (const start of ["", `${HEADER}\n`, `${HEADER}\n${row(1, '"')}`]) {
      const text = start + piece.repeat(100_000 / piece.length);
      const elapsedMs = fastestMs(() => {
        try {
          preview(text);
        } catch (error) {
          assert.ok(isRefused("csv_too_many_rows", 422)(error));
        }
      });
      assert.ok(elapsedMs < 4 * 50, `${JSON.stringify(piece)} took ${elapsedMs} ms`);
    }
  }
});
