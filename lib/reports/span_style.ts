import type { AnserJsonEntry, DecorationName } from "anser";

const NAMES = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];
/** anser's classes of the 16 colours, by number. */
const SIXTEEN = ["ansi", "ansi-bright"].flatMap((kind) => NAMES.map((name) => `${kind}-${name}`));

/** The style sheet's words. What hides text is not obeyed; the colours of inverse text are swapped. */
const MARKS: Partial<Record<DecorationName, string>> = {
  bold: "ansi-bold",
  dim: "ansi-faint",
  italic: "ansi-italic",
  underline: "ansi-underline",
};

/** Where a colour's channel counts as on, and where a colour counts as bright. */
const ON = 96;
const BRIGHT = 192;
const CUBE_STEPS = [0, 95, 135, 175, 215, 255];

/**
 * Names the look of a piece of output for the style sheet. Colours of the 256 and the 16 million
 * become the nearest of its 16.
 *
 * @param piece The piece as anser reads it, with classes.
 * @returns CSS classes; empty for plain text.
 */
export function spanStyle(piece: AnserJsonEntry): string {
  const fg = colourOf(piece.fg, piece.fg_truecolor);
  const bg = colourOf(piece.bg, piece.bg_truecolor);
  return [
    ...fg === null ? [] : [`ansi-fg-${fg}`],
    ...bg === null ? [] : [`ansi-bg-${bg}`],
    ...piece.decorations.flatMap((name) => MARKS[name] ?? []),
  ].join(" ");
}

function colourOf(name: string | null, channels: string | null): number | null {
  if (name === null) return null;
  if (SIXTEEN.includes(name)) return SIXTEEN.indexOf(name);
  const index = /^ansi-palette-(\d+)$/.exec(name)?.[1];
  return nearestColour(index ? paletteChannels(Number(index)) : channels?.split(",").map(Number));
}

/** xterm's 256 colours: after the first 16 a cube of 6 × 6 × 6, then 24 greys. */
function paletteChannels(index: number): readonly number[] {
  if (index > 231) return Array(3).fill(8 + 10 * (index - 232));
  const cube = index - 16;
  const steps = [Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6];
  return steps.map((step) => CUBE_STEPS[step] ?? 0);
}

function nearestColour(channels: readonly number[] = []): number {
  const bits = channels.map((value, index) => value >= ON ? 1 << index : 0);
  const colour = bits.reduce<number>((sum, bit) => sum + bit, 0);
  return Math.max(...channels) >= BRIGHT ? colour + 8 : colour;
}
