import assert from "node:assert/strict";
import { lastLine, shortened } from "@/lib/execution/summary.ts";

Deno.test("the summary of an output is its last line that says something, without escapes", () => {
  assert.equal(lastLine("first\nkernel=5.14\n========\n\n"), "kernel=5.14");
  assert.equal(lastLine("a\r\nPASSED\r\n"), "PASSED");
  assert.equal(lastLine("\x1b[31mFAILED\x1b[0m: disk\n"), "FAILED: disk");
  assert.equal(lastLine("\x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\ here"), "link here");
  assert.equal(lastLine("done\n\x1b]0;title\x07\n"), "done");
  assert.equal(lastLine("[\n]\n"), "");
  assert.equal(lastLine("text\n---Output truncated---"), "text");
  assert.equal(lastLine("a\0b"), "a b");
  assert.equal(lastLine(""), "");
});

Deno.test("a summary has at most 200 characters, none of them broken", () => {
  assert.equal(shortened("x".repeat(200)).length, 200);
  const cut = shortened("😀".repeat(150));
  assert.ok(cut.length <= 200 && cut.isWellFormed() && cut.endsWith("…"));
});
