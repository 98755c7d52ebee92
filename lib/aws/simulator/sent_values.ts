/** How the sent text assigns values: quoted for bash, or taken apart for PowerShell. */
const RUN_TOKEN = "PCM_RUN_TOKEN";

/**
 * Reads an assignment of a sent script, as the script itself would: `NAME='value'` with `'\''` for a
 * quote, or `$NAME = '' + 'text' + [char]39`.
 *
 * @param commands The text that was sent.
 * @param name The variable.
 * @returns Its value; empty when the text has no such assignment.
 */
export function assignedValue(commands: string, name: string): string {
  const bash = commands.match(new RegExp(`^(?:export )?${name}='((?:[^']|'\\\\'')*)'`, "m"));
  if (bash) return (bash[1] ?? "").replaceAll("'\\''", "'");
  const powershell = commands.match(new RegExp(`^\\$${name} = ''((?: \\+ [^\\n]+)?)$`, "m"));
  const parts = powershell?.[1]?.matchAll(/ \+ (?:'([^']*)'|\[char\](\d+))/g) ?? [];
  return Array.from(parts, ([, text, code]) => text ?? String.fromCharCode(Number(code))).join("");
}

/** The token of a script's guard, if the sent text has one. */
export function runTokenOf(commands: string): string | undefined {
  return assignedValue(commands, RUN_TOKEN) || undefined;
}
