import assert from "node:assert/strict";
import { createScriptCatalog } from "@/lib/scripts/mod.ts";

const SCRIPTS = [...createScriptCatalog().values()].filter(({ platform }) =>
  platform === "windows"
);

/** A script without its comments, and with its texts emptied, so that only code is left. */
function codeOf(content: string): string {
  return content.replace(/^\s*#.*$/gm, "")
    .replace(/'[^']*'|"(?:`.|\$\((?:[^()"]|\([^()]*\))*\)|[^"`])*"/g, "''");
}

const CLOSING: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

/** The bracket that has no partner, if there is one. */
function unbalanced(code: string): string | undefined {
  const open: string[] = [];
  for (const [character] of code.matchAll(/[()[\]{}]/g)) {
    if (CLOSING[character]) open.push(CLOSING[character]);
    else if (open.pop() !== character) return character;
  }
  return open.pop();
}

Deno.test("there are Windows scripts, and they are ASCII, which every PowerShell reads alike", () => {
  assert.ok(SCRIPTS.length >= 9);
  for (const { id, content } of SCRIPTS) assert.match(content, /^[\x20-\x7e\n]*$/, id);
});

Deno.test("every bracket and quote of a Windows script is closed", () => {
  for (const { id, content } of SCRIPTS) {
    const code = codeOf(content);
    assert.equal(unbalanced(code), undefined, id);
    assert.doesNotMatch(code.replaceAll("''", ""), /['"`]/, id);
  }
  assert.equal(unbalanced("if (a) { [b] } }"), "}");
  assert.equal(unbalanced("if ("), ")");
});

Deno.test("Windows scripts use no alias, and nothing that runs text", () => {
  const aliases =
    /(?:^|[|;{(]\s*)(?:gci|ls|dir|cat|gc|sc|rm|del|cp|mv|ni|echo|write|select|where|foreach|sort|iex|iwr|irm|curl|wget|kill|ps|sleep|%|\?)\s/m;
  for (const { id, content } of SCRIPTS) {
    const code = codeOf(content);
    assert.doesNotMatch(code.replaceAll(/^\s*foreach \(/gm, ""), aliases, id);
    assert.doesNotMatch(
      content,
      /Invoke-Expression|\biex\b|-EncodedCommand|ScriptBlock\]::Create/i,
    );
    assert.doesNotMatch(content, / -f /, `${id} formats text, which braces in a value would break`);
  }
  assert.match("Get-Item | select Name", aliases);
});

Deno.test("Windows paths are spelled one way", () => {
  for (const { id, content } of SCRIPTS) {
    assert.doesNotMatch(content, /C:\\windows|appdata\\|\\system32|\\scaleft/, id);
    for (const [path] of content.matchAll(/C:\\[^'"]+/g)) {
      assert.equal(path, "C:\\Windows\\System32\\config\\systemprofile\\AppData\\Local\\ScaleFT");
    }
  }
});

Deno.test("A05: the Windows guard records a run in one step, and never lets 3010 through", () => {
  for (const { id, content } of SCRIPTS) {
    assert.match(content, /\[System\.IO\.FileMode\]::CreateNew/, id);
    assert.match(content, /@\(97, 98, 168, 3010\) -contains \$PcmExitCode/, id);
    assert.match(content, /\nexit \$PcmExitCode\n$/, id);
    // `exit` inside a script would leave without recording how it ended.
    const [, body = ""] = content.split("function Invoke-PcmScript {");
    assert.doesNotMatch(body.slice(0, body.indexOf("\n}\n\ntry {")), /^\s*exit\b/m, id);
  }
});
