import assert from "node:assert/strict";
import { AppError } from "@/lib/base/mod.ts";
import { composeLinuxScript } from "@/lib/scripts/compose_script.ts";
import { createScriptCatalog, renderScript, type ScriptValues } from "@/lib/scripts/mod.ts";
import { Host, RUN_TOKEN } from "./host.ts";

const ECHOING = composeLinuxScript(
  '#!/bin/bash\n# pcm-script: test\nprintf "%s" "$PCM_SOME_TEXT"\n',
);

const HOSTILE = [
  "; touch $HOST/canary",
  "& touch $HOST/canary &",
  "| touch $HOST/canary",
  "$(touch $HOST/canary)",
  "`touch $HOST/canary`",
  "'; touch $HOST/canary; '",
  "'\\''; touch $HOST/canary; '\\''",
  '"; touch $HOST/canary; "',
  "\ntouch $HOST/canary\n",
  "\r\ntouch $HOST/canary\r\n",
  "'\ntouch $HOST/canary\n'",
  "touch${IFS}$HOST/canary",
  "-opt --help",
  "%0a%0dtouch",
  "../../../../etc/passwd",
  "\\",
  "\\'",
  "'",
  "''''",
  "!!",
  "*",
  "~",
  "#",
  "",
  " ",
  "\t\v\f\x1b[31m\x7f",
  "{{ssm:password}}",
  "{{{{{",
  "'{{'}}'",
  "EOF\n",
  "‘; touch $HOST/canary; ’",
  "\uFEFFé€😀\u2028\u202e",
];

function isRefused(code: string, status: number): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof AppError);
    assert.deepEqual([error.code, error.status], [code, status]);
    return true;
  };
}

Deno.test("I01: every value reaches a real bash byte for byte, and none is run", async () => {
  await using host = new Host();
  for (const [index, someText] of HOSTILE.entries()) {
    const runToken = `token-000000000-${index}`;
    const result = await host.run(ECHOING, { runToken, values: { someText } });
    assert.deepEqual(result, { code: 0, stdout: someText, stderr: "" });
  }
  assert.ok(!await host.exists("canary"));
});

Deno.test("I01: values stand in a script only as assignments right below its first line", () => {
  const script = createScriptCatalog().get("linux/probe");
  assert.ok(script);
  const values = { change: "it's", patcherUrl: "https://a/b", count: 3, isForced: true };
  const rendered = renderScript(script, { runToken: RUN_TOKEN, values });
  assert.equal(
    rendered,
    script.content.replace("\n", () =>
      [
        "",
        `PCM_CHANGE='it'\\''s'`,
        "PCM_PATCHER_URL='https://a/b'",
        "PCM_COUNT='3'",
        "PCM_IS_FORCED='true'",
        `PCM_RUN_TOKEN='${RUN_TOKEN}'`,
        "",
      ].join("\n")),
  );
});

Deno.test("no value brings in the braces that SSM replaces", () => {
  for (const someText of HOSTILE) {
    for (const platform of ["linux", "windows"] as const) {
      const rendered = renderScript({ content: "", platform }, {
        runToken: RUN_TOKEN,
        values: { someText },
      });
      assert.ok(!rendered.includes("{{"), rendered);
    }
  }
});

/** What PowerShell makes of `'…' + [char]39 + …`, its text only characters that need no quoting. */
function powershellValue(expression: string): string {
  return expression.split(" + ").map((part) => {
    const [, text, code] = /^(?:'([\w ./:@%=,;-]*)'|\[char\](\d{1,5}))$/.exec(part) ?? [];
    assert.ok(text !== undefined || code !== undefined, part);
    return text ?? String.fromCharCode(Number(code));
  }).join("");
}

Deno.test("I02: in PowerShell a value is harmless ASCII and character codes, and arrives whole", () => {
  for (const someText of [...HOSTILE, '@"\nid\n"@', "‘’‚‛“”„", "$env:PATH", "%{id}"]) {
    const values = { someText };
    const rendered = renderScript({ content: "exit 0\n", platform: "windows" }, {
      runToken: RUN_TOKEN,
      values,
    });
    const [line = "", token, ...rest] = rendered.split("\n");
    assert.match(line, /^[\x20-\x7e]*$/);
    assert.ok(line.startsWith("$PCM_SOME_TEXT = '' + ") || someText === "", line);
    assert.equal(powershellValue(line.replace("$PCM_SOME_TEXT = ", "")), someText);
    assert.equal(token, `$PCM_RUN_TOKEN = '' + '${RUN_TOKEN}'`);
    assert.deepEqual(rest, ["exit 0", ""]);
  }
});

Deno.test("renderScript() refuses text that no script can take", () => {
  for (const change of ["a\0b", "\ud800", "a\udc00"]) {
    for (const platform of ["linux", "windows"] as const) {
      assert.throws(
        () => renderScript({ content: "", platform }, { runToken: RUN_TOKEN, values: { change } }),
        isRefused("invalid_parameter", 422),
      );
    }
  }
});

Deno.test("renderScript() refuses what it cannot send: names, tokens, size, braces", () => {
  const render = (content: string, values: ScriptValues = {}, runToken = RUN_TOKEN) =>
    renderScript({ content, platform: "linux" }, { runToken, values });
  const unsendable = isRefused("script_unsendable", 500);
  for (const name of ["A", "a b", "a;id", "", "__proto__", "a-b"]) {
    assert.throws(() => render("", Object.fromEntries([[name, "x"]])), unsendable);
  }
  for (const runToken of ["", "short", "../../../../etc", "a".repeat(65), "token-$(reboot)00"]) {
    assert.throws(() => render("", {}, runToken), unsendable);
  }
  const added = render("").length;
  assert.equal(render("x".repeat(47_999 - added)).length, 47_999);
  assert.throws(() => render("x".repeat(48_000 - added)), unsendable);
  assert.throws(() => render("é".repeat(24_000)), unsendable);
  assert.throws(() => render("echo {{ssm:password}}"), unsendable);
});
