import assert from "node:assert/strict";
import { parse } from "csv-parse/sync";
import { type AppError, parseAccountId, parseChangeNumber, parsedOrThrow } from "@/lib/base/mod.ts";
import type { Change } from "@/lib/changes/mod.ts";
import {
  attachmentHeaders,
  csvText,
  executionReport,
  qcReport,
  type QcReportSource,
} from "@/lib/reports/mod.ts";
import { fakeBatch, fakeExecutions, idOf, patchingOn, target } from "../patching/fake_batches.ts";

const FIXTURES = new URL("../../fixtures/", import.meta.url);
const HOSTILE = [
  "<script>window.__xss=1</script>",
  '<img src=x onerror="window.__xss=1">',
  "[click](javascript:window.__xss=1)",
  "![x](http://example.invalid/x.png)",
  "| split | cell |",
  "```\nfence",
  "@everyone www.example.invalid https://example.invalid",
  '=HYPERLINK("http://example.invalid","x")',
  "@SUM(1+1)*cmd|' /C calc'!A0",
  "+1",
  "-1",
  "\t=1",
  "\r=1",
  "\n=1",
  " =1",
  "＝1",
  "＠SUM(1)",
  'a";=1+1;"',
];

async function source(): Promise<QcReportSource> {
  const number = parsedOrThrow(parseChangeNumber("CHG0031001"));
  const stdout = await Deno.readTextFile(new URL("qc-report-rhel8-pass.txt", FIXTURES));
  const executions = fakeExecutions([
    fakeBatch("b1", [
      target(1, { stdout }),
      target(2, { state: "undeliverable", exitCode: null, summary: "agent offline" }),
    ]),
  ]);
  const change: Change = {
    number,
    description: "",
    status: "open",
    instanceCount: 3,
    createdAt: "2026-11-23T00:00:00.000Z",
    updatedAt: "2026-11-23T00:00:00.000Z",
    version: "1",
    instances: [1, 2, 3].map((index) => ({
      instanceId: idOf(index),
      account: parsedOrThrow(parseAccountId("012345678901")),
      region: "us-east-1",
      partition: "aws",
      platform: "linux",
      name: index === 3 ? "=1+1" : `web-${index}`,
    })),
  };
  return { change, qc: await patchingOn(executions).qc(change) };
}

function hostileRecord() {
  const targets = HOSTILE.map((text, index) =>
    target(index, { state: "failed", exitCode: 1, name: text, summary: text, stdout: text })
  );
  return fakeBatch("b1", targets);
}

function rowsOf(csv: string): string[][] {
  return parse(csv, { record_delimiter: "\r\n" });
}

Deno.test("the full report has every instance of the change, each with its verdict", async () => {
  const { text, fileName } = qcReport(await source(), { kind: "full", format: "csv" });
  const [head = [], ...rows] = rowsOf(text);
  assert.equal(fileName, "CHG0031001-full-report.csv");
  const cell = (row: string[], column: string) => row[head.indexOf(column)];
  assert.deepEqual(rows.map((row) => cell(row, "Instance")), [1, 2, 3].map(idOf));
  assert.deepEqual(rows.map((row) => cell(row, "Step 1")), ["passed", "failed", "not run"]);
  assert.deepEqual(rows.map((row) => cell(row, "Reasons of step 1")), [
    "",
    "Undeliverable: agent offline",
    "",
  ]);
  assert.equal(cell(rows[0] ?? [], "Kernel group"), "RHEL8.10 - Kernel 4.18.0-553");
  assert.equal(cell(rows[0] ?? [], "Account"), "012345678901");
  assert.equal(cell(rows[2] ?? [], "Name"), "'=1+1");
});

Deno.test("the full report as Markdown has the groups and says what is missing", async () => {
  const { text, mediaType } = qcReport(await source(), { kind: "full", format: "md" });
  assert.equal(mediaType, "text/markdown; charset=utf-8");
  assert.match(text, /^# QC report of CHG0031001$/m);
  assert.match(text, /^\| RHEL8\.10 - Kernel 4\.18\.0-553 \| 1 \| 4\.18\.0-553\.50\.1\.el8_10, /m);
  assert.match(text, /\| not run \|/);
});

Deno.test("the final and the post report are not there before their step has run", async () => {
  const made = await source();
  for (
    const [kind, reason] of [["final", /Step 3, final report, has not run .*: run it first/], [
      "post",
      /has not run/,
    ]] as const
  ) {
    assert.throws(() => qcReport(made, { kind, format: "md" }), (error: AppError) => {
      assert.equal(error.status, 404);
      assert.match(error.publicMessage, reason);
      return true;
    });
  }
});

Deno.test("I05: no cell of a CSV report is a formula, and every cell comes back as it was", () => {
  const [, ...rows] = rowsOf(executionReport(hostileRecord(), "csv").text);
  assert.equal(rows.length, HOSTILE.length);
  for (const cell of rows.flat()) assert.doesNotMatch(cell, /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/);
  assert.deepEqual(rowsOf(csvText([["a", 'b"', "c,d", "e\r\nf", -1, null]])), [
    ["a", 'b"', "c,d", "e\r\nf", "-1", ""],
  ]);
});

Deno.test("I05: a cell that a spreadsheet could split at another separator is quoted", () => {
  assert.equal(csvText([['a";=1', "b;=1", "c\t=1"]]), '"a"";=1","b;=1","c\t=1"\r\n');
});

Deno.test("X10: foreign text in Markdown makes no markup, link, mention or cell", () => {
  const { text } = executionReport(hostileRecord(), "md");
  const [tables = ""] = text.split("\n## Output of");
  assert.doesNotMatch(tables, /(?<!\\)<(?:script|img)/);
  assert.doesNotMatch(tables, /(?<!\\)\]\(/);
  assert.doesNotMatch(tables, /(?<!\\)@|[^\\]:\/\/|www\./);
  const rows = tables.slice(tables.indexOf("## Targets\n")).split("\n").filter((line) =>
    line.startsWith("| i-")
  );
  assert.equal(rows.length, HOSTILE.length);
  for (const row of rows) assert.equal(row.match(/(?<!\\)\|/g)?.length, 10, row);
});

Deno.test("a fence in Markdown is longer than any in the output", () => {
  const { batch, targets } = fakeBatch("b1", [
    target(1, { state: "failed", stdout: "````\n# not a title\n" }),
  ]);
  const { text } = executionReport({ batch, targets }, "md");
  assert.match(text, /\n`````text\n````\n# not a title\n`````\n$/);
});

Deno.test("X10: foreign text in HTML stays text", () => {
  const { text } = executionReport(hostileRecord(), "html");
  assert.doesNotMatch(text, /<(?:script|img|svg)/);
  assert.match(text, /&lt;script>window\.__xss=1/);
});

for (const format of ["md", "csv", "html", "json"] as const) {
  Deno.test(`L04: secrets in output are masked and counted in ${format}`, () => {
    const stdout = "AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE\n" +
      "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----\n";
    const report = executionReport(
      fakeBatch("b1", [target(1, { state: "failed", stdout })]),
      format,
    );
    assert.doesNotMatch(report.text, /AKIAIOSF|MIIEow/);
    assert.equal(report.maskedSecrets, 2);
  });
}

Deno.test("an execution report says who ran which version, where, and how it ended", () => {
  const record = fakeBatch("b1", [
    target(1),
    target(2, { state: "failed", truncated: true, stdout: "cut" }),
  ]);
  const { text } = executionReport(record, "md");
  for (const part of ["PatchOps/alice", record.batch.scriptVersion, "CHG0031001", "cut by AWS"]) {
    assert.ok(text.includes(part), part);
  }
  const json = JSON.parse(executionReport(record, "json").text);
  assert.equal(json.targets.length, 2);
  assert.equal(json.counts.total, 2);
});

Deno.test("X10: text that turns or hides is marked in Markdown, CSV and HTML", () => {
  const name = "web\u202E10-\u200Bbd";
  const record = fakeBatch("b1", [target(1, { name, state: "failed", stdout: name })]);
  for (const format of ["md", "csv", "html"] as const) {
    const { text } = executionReport(record, format);
    assert.doesNotMatch(text, /\p{Cf}/u);
    assert.ok(text.split("web⟨U+202E⟩10-⟨U+200B⟩bd").length > 2, format);
  }
  const { text: json } = executionReport(record, "json");
  assert.match(json, /"web\\u202E10-\\u200Bbd"/);
  assert.equal(JSON.parse(json).targets[0].name, name, "programs read what was there");
});

Deno.test("reports say states and times as people do", async () => {
  const made = await source();
  const { text } = qcReport(made, { kind: "full", format: "md" });
  assert.match(text, /^- Step 1: partial, 2026-11-23T02:15:00Z$/m);
  const record = fakeBatch("b1", [target(1, { state: "timed_out" })], {
    state: "waiting_credentials",
  });
  for (const format of ["md", "csv", "html"] as const) {
    assert.doesNotMatch(
      executionReport(record, format).text,
      /timed_out|waiting_credentials|\.000Z/,
    );
  }
  assert.match(executionReport(record, "json").text, /"timed_out"/);
});

Deno.test("Markdown alone leaves outputs out: CSV, HTML and JSON have those of every target", () => {
  const record = fakeBatch("b1", [target(1, { stdout: "quiet success" })]);
  for (const format of ["csv", "html", "json"] as const) {
    assert.match(executionReport(record, format).text, /quiet success/, format);
  }
});

Deno.test("Markdown has the table first, and outputs of failed targets only, and says so", () => {
  const passed = target(1, { stdout: "quiet success" });
  const failed = target(2, { state: "timed_out", stdout: "no space" });
  const record = fakeBatch("b1", [passed, failed]);
  const { text } = executionReport(record, "md");
  assert.match(text, /^# .*\n\n(?:- .*\n)+\n## Targets\n/);
  assert.match(text, /^- Outputs: of failed targets only; the HTML and JSON reports have all$/m);
  assert.match(text, /no space/);
  assert.match(text, /\| timed out \|/);
  assert.match(text, /2026-11-23T02:14:00Z/);
  assert.doesNotMatch(text, /quiet success|timed_out/);
  assert.match(executionReport(record, "html").text, /quiet success/);
});

Deno.test("I08: a file name can split no header, and is whole in UTF-8", () => {
  const headers = attachmentHeaders({
    fileName: 'a"\r\nX: é\ud800.md',
    mediaType: "text/markdown; charset=utf-8",
  });
  assert.equal(
    new Headers(headers).get("content-disposition"),
    `attachment; filename="a_X_.md"; filename*=UTF-8''a%22%0D%0AX%3A%20%C3%A9%EF%BF%BD.md`,
  );
  assert.match(
    attachmentHeaders({ fileName: "CHG1-full.md", mediaType: "" })["content-disposition"] ?? "",
    /^attachment; filename="CHG1-full\.md"$/,
  );
});
