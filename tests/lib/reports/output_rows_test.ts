import assert from "node:assert/strict";
import { type OutputRow, outputRows } from "@/lib/reports/mod.ts";

function textOf(rows: readonly OutputRow[]): string {
  return rows.map(({ spans }) => spans.map(({ text }) => text).join("")).join("\n");
}

function styled(output: string): readonly (readonly [string, string])[] {
  return outputRows(output).flatMap(({ spans }) => spans.map(({ text, style }) => [text, style]));
}

Deno.test("X07: colours become classes and last until they are reset, over lines too", () => {
  assert.deepEqual(styled("\u001b[31mred\u001b[0m \u001b[1;4mbold\nstill\u001b[22m thin"), [
    ["red", "ansi-fg-1"],
    [" ", ""],
    ["bold", "ansi-bold ansi-underline"],
    ["still", "ansi-bold ansi-underline"],
    [" thin", "ansi-underline"],
  ]);
});

Deno.test("colours of the 256 and the 16 million become the nearest of the 16", () => {
  assert.deepEqual(
    styled("\u001b[38;5;196mA\u001b[48;5;21mB\u001b[0;38;2;10;200;10mC\u001b[39;95mD"),
    [
      ["A", "ansi-fg-9"],
      ["B", "ansi-fg-9 ansi-bg-12"],
      ["C", "ansi-fg-10"],
      ["D", "ansi-fg-13"],
    ],
  );
});

Deno.test("colours are read with colons too, and inverse text has its colours swapped", () => {
  assert.deepEqual(styled("\u001b[38:5:2mA\u001b[7mB\u001b[90;27mC\u001b[3;2mD"), [
    ["A", "ansi-fg-2"],
    ["B", "ansi-fg-0 ansi-bg-2"],
    ["C", "ansi-fg-8"],
    ["D", "ansi-fg-8 ansi-italic ansi-faint"],
  ]);
});

Deno.test("X07: colours that are cut off, and text that looks like them, are shown", () => {
  assert.equal(textOf(outputRows("a\u001b[31")), "a␛[31");
  assert.equal(textOf(outputRows("\u001b[38;5mx\u001b[38;2;1my\u001b[mz[31m")), "xyz[31m");
});

Deno.test("X07: 100,000 changes of colour take time in proportion", () => {
  const startedMs = performance.now();
  assert.equal(outputRows("\u001b[31mx\u001b[0m\n".repeat(100_000)).length, 100_000);
  assert.ok(performance.now() - startedMs < 3_000);
});

Deno.test("hidden text (SGR 8) is shown", () => {
  assert.deepEqual(styled("\u001b[8msecret plan\u001b[28m"), [["secret plan", ""]]);
});

for (
  const [what, output, shown] of [
    ["links (OSC 8)", "\u001b]8;;http://evil.example\u0007click\u001b]8;;\u0007!", "click!"],
    ["the clipboard (OSC 52)", "a\u001b]52;c;cm0gLXJmIC8=\u001b\\b", "ab"],
    ["titles (OSC 0)", "\u001b]0;title\u0007text", "text"],
    ["cursor moves", "\u001b[2J\u001b[10;10Hhere\u001b[1A\u001b[K", "here"],
    ["device strings (DCS)", "\u001bPq#0\u001b\\after", "after"],
    ["8-bit sequences", "\u009b31mred\u009d0;t\u0007", "red"],
    ["charsets and resets", "\u001b(B\u001bcok", "ok"],
  ] as const
) {
  Deno.test(`X07: ${what} are dropped`, () => assert.equal(textOf(outputRows(output)), shown));
}

Deno.test("X07: a string that is never ended hides its own line alone", () => {
  assert.equal(textOf(outputRows("a\u001b]0;hidden\nshown")), "a\nshown");
});

Deno.test("X07: NUL, BEL, a lone escape and half a surrogate pair are made visible", () => {
  assert.equal(textOf(outputRows("a\u0000b\u0007c\ud800d\u007fe")), "a␀b␇c\ufffdd␡e");
});

Deno.test("line ends of Windows and of progress bars end lines; the last one adds none", () => {
  assert.deepEqual(outputRows("a\r\nb\rc\n").map(({ number }) => number), [1, 2, 3]);
  assert.deepEqual(outputRows(""), []);
});

Deno.test("X07: a line of 1 MB becomes rows of 1,000 characters under one number, in time", () => {
  const startedMs = performance.now();
  const rows = outputRows("x".repeat(1_000_000));
  assert.ok(performance.now() - startedMs < 1_000);
  assert.equal(rows.length, 1_000);
  assert.deepEqual(rows.slice(0, 2).map(({ number }) => number), [1, null]);
  assert.equal(textOf(rows).replaceAll("\n", "").length, 1_000_000);
});

Deno.test("X07: markup is text like any other", () => {
  const output = "<script>window.__xss=1</script>";
  assert.deepEqual(styled(output), [[output, ""]]);
});
