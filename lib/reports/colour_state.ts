/** How text looks from here on, as SGR set it (ECMA-48, 8.3.117). */
export interface ColourState {
  readonly fg: number | null;
  readonly bg: number | null;
  readonly marks: ReadonlySet<Mark>;
}

type Mark = "bold" | "faint" | "italic" | "underline" | "inverse";

/** The look before anything was set. */
export const PLAIN: ColourState = { fg: null, bg: null, marks: new Set() };

const MARKS = new Map<number, Mark>([
  [1, "bold"],
  [2, "faint"],
  [3, "italic"],
  [4, "underline"],
  [7, "inverse"],
]);
const UNMARKS = new Map<number, readonly Mark[]>([
  [22, ["bold", "faint"]],
  [23, ["italic"]],
  [24, ["underline"]],
  [27, ["inverse"]],
]);

/** Where a colour's channel counts as on, and where a colour counts as bright. */
const ON = 96;
const BRIGHT = 192;
const CUBE_STEPS = [0, 95, 135, 175, 215, 255];

/**
 * Applies one SGR sequence. Colours of the 256 and the 16 million become the nearest of the 16 that
 * the style sheet has. What hides text (8) is not obeyed.
 *
 * @param state The look so far.
 * @param parameters The sequence's parameters, such as `1;31`.
 * @returns The look from here on.
 */
export function withColours(state: ColourState, parameters: string): ColourState {
  const codes = parameters.split(/[;:]/).map(Number);
  let next = state;
  for (let code = codes.shift(); code !== undefined; code = codes.shift()) {
    if (code === 38 || code === 48) {
      const colour = extendedColour(codes);
      if (colour !== null) next = { ...next, [code === 38 ? "fg" : "bg"]: colour };
    } else next = withCode(next, code);
  }
  return next;
}

/**
 * Names a look for the style sheet.
 *
 * @param state The look.
 * @returns CSS classes; empty for plain text.
 */
export function colourClasses({ fg, bg, marks }: ColourState): string {
  return [
    ...fg === null ? [] : [`ansi-fg-${fg}`],
    ...bg === null ? [] : [`ansi-bg-${bg}`],
    ...[...marks].map((mark) => `ansi-${mark}`),
  ].join(" ");
}

function withCode(state: ColourState, code: number): ColourState {
  if (code === 0) return PLAIN;
  if (code >= 30 && code <= 37) return { ...state, fg: code - 30 };
  if (code >= 90 && code <= 97) return { ...state, fg: code - 90 + 8 };
  if (code === 39) return { ...state, fg: null };
  if (code >= 40 && code <= 47) return { ...state, bg: code - 40 };
  if (code >= 100 && code <= 107) return { ...state, bg: code - 100 + 8 };
  if (code === 49) return { ...state, bg: null };
  return { ...state, marks: withMark(state.marks, code) };
}

function withMark(marks: ReadonlySet<Mark>, code: number): ReadonlySet<Mark> {
  const mark = MARKS.get(code);
  return mark ? marks.union(new Set([mark])) : marks.difference(new Set(UNMARKS.get(code)));
}

/** Reads `5;n` or `2;r;g;b`, and takes it off the codes. */
function extendedColour(codes: number[]): number | null {
  const kind = codes.shift();
  if (kind === 5) return paletteColour(codes.shift() ?? 0);
  return kind === 2 ? nearestColour(codes.splice(0, 3)) : null;
}

function paletteColour(index: number): number | null {
  if (index < 16) return index;
  if (index > 255) return null;
  if (index > 231) return nearestColour(Array(3).fill(8 + 10 * (index - 232)));
  const cube = index - 16;
  const steps = [Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6];
  return nearestColour(steps.map((step) => CUBE_STEPS[step] ?? 0));
}

function nearestColour(channels: readonly number[]): number {
  const bits = channels.map((value, index) => value >= ON ? 1 << index : 0);
  const colour = bits.reduce<number>((sum, bit) => sum + bit, 0);
  return Math.max(...channels) >= BRIGHT ? colour + 8 : colour;
}
