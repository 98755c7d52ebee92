import assert from "node:assert/strict";
import { renderToString } from "preact-render-to-string";
import { TextMark } from "@/components/TextMark.tsx";

/** The HTML of marked text. */
function marked(text: string): string {
  return renderToString(<TextMark text={text} />);
}

Deno.test("X06: TextMark leaves plain text of any language as it is", () => {
  for (const text of ["web-01", "Größe 12 µm", "Привет", "日本語", "مرحبا", "😀 ok"]) {
    assert.equal(marked(text), `<bdi>${text}</bdi>`);
  }
});

Deno.test("X06: TextMark shows characters that are hidden or turn the order of the text", () => {
  const hidden = [
    "\u202E",
    "\u200B",
    "\u2066",
    "\uFEFF",
    "\u0007",
    "\u{E0041}",
    "\uD800",
    "\u00AD",
  ];
  for (const character of hidden) {
    const code = `U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0")}`;
    const html = marked(`web${character}01`);
    assert.ok(html.endsWith(`title="Hidden character ${code}">${code}</span>01</bdi>`), html);
    assert.ok(!html.includes(character));
  }
});

Deno.test("X06: TextMark marks letters that look Latin among Latin ones", () => {
  assert.match(marked("p\u0430ypal"), /^<bdi>p<span .*title="U\+0430: no Latin letter">а<\/span>/);
});

Deno.test("X05: TextMark shows markup as text", () => {
  assert.equal(marked("<b>&</b>"), "<bdi>&lt;b>&amp;&lt;/b></bdi>");
});
