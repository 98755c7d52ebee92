// Names, since control characters may not stand in a pattern.
const ESC = "\u001B";
const BELL = "\u0007";
/** The 8-bit forms: CSI, the end of a string (ST), and what begins one (DCS, SOS, OSC, PM, APC). */
const CSI = "\u009B";
const ST = "\u009C";
const STRINGS = "\u0090\u0098\u009D\u009E\u009F";

/** Select Graphic Rendition: colours and the like (ECMA-48, 8.3.117). */
const COLOURS = new RegExp(`${ESC}\\[[\\d;:]*m`, "g");

/**
 * What a terminal obeys and a page must not (ECMA-48): strings with what they hold (one that is
 * never ended goes to the end of its line), control sequences, short escapes.
 */
const ESCAPES = new RegExp(
  [
    `(?:${ESC}[\\]PX^_]|[${STRINGS}])[^${BELL}${ESC}${ST}\\n]*(?:${BELL}|${ESC}\\\\|${ST})?`,
    `(?:${ESC}\\[|${CSI})[0-?]*[ -/]*[@-~]`,
    `${ESC}[ -/]*[0-Z\\\\^-~]`,
  ].join("|"),
  "g",
);

const LINE_ENDS = /\r\n|\r/g;
const CONTROLS = new RegExp(`(?!${COLOURS.source})(?![\\t\\n])\\p{Cc}`, "gu");
const CONTROL_PICTURES = 0x2400;
const PICTURED = 0x20;
const DELETE = 0x7f;

/**
 * Takes out of a terminal's text all but colours: links, titles, the clipboard (OSC 8, 0, 52),
 * cursor moves. Lines end in LF. Unseen characters are made seen: NUL as `␀`, the bell as `␇`; half
 * a surrogate pair as U+FFFD.
 *
 * @param text What a server printed.
 * @returns The text; what is left of escapes is `ESC [ … m`, its parameters between semicolons.
 */
export function colouredText(text: string): string {
  return text.replace(ESCAPES, (escape) => escape.search(COLOURS) === 0 ? escape : "")
    .replace(COLOURS, (colours) => colours.replaceAll(":", ";"))
    .replace(LINE_ENDS, "\n").toWellFormed().replace(CONTROLS, pictureOf);
}

/**
 * Makes text of what a server printed, for files that no terminal reads.
 *
 * @param text What a server printed.
 * @returns The text without escapes, with controls shown.
 */
export function plainText(text: string): string {
  return colouredText(text).replace(COLOURS, "");
}

function pictureOf(control: string): string {
  const code = control.charCodeAt(0);
  if (code === DELETE) return "\u2421";
  return code < PICTURED ? String.fromCharCode(CONTROL_PICTURES + code) : "\uFFFD";
}
