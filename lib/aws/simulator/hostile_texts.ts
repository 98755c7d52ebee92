/** Names that must never run, in a page, a shell, a spreadsheet or a header. */
export const HOSTILE_NAMES: readonly string[] = [
  "<script>window.__xss=1</script>",
  '<img src=x onerror="window.__xss=1">',
  '"><svg onload=window.__xss=1>',
  "javascript:window.__xss=1",
  "';window.__xss=1;//",
  "</textarea><script>window.__xss=1</script>",
  "{{constructor.constructor('window.__xss=1')()}}",
  "$(touch /tmp/pwned)",
  "`touch /tmp/pwned`",
  "'; touch /tmp/pwned; '",
  '"; Remove-Item C:\\ -Recurse #',
  '=HYPERLINK("http://example.invalid","x")',
  "@SUM(1+1)*cmd|' /C calc'!A0",
  "../../etc/passwd",
  "%00%0d%0aSet-Cookie: a=b",
  "web\u202e\u200bgnp.10",
];

/** Output that must not run either, with colours, a link of a terminal (OSC 8) and a bell. */
export const HOSTILE_OUTPUT = [
  ...HOSTILE_NAMES,
  "\u001b[31mred\u001b[0m \u001b[1;4mbold\u001b[0m",
  "\u001b]8;;javascript:window.__xss=1\u0007link\u001b]8;;\u0007",
  "\u001b]0;window title\u0007 \u0000 \u202ereversed",
  "",
].join("\n");

/** More than Run Command keeps of an output. */
export const LONG_OUTPUT = Array.from(
  { length: 400 },
  (_, index) => `line ${index} ${"x".repeat(70)}\n`,
).join("");
