import { AppError, quoted } from "@/lib/base/mod.ts";

/**
 * Quotes a value for bash so that it arrives byte for byte. `{{` is taken apart, since SSM replaces
 * `{{ssm:…}}` in a command (Systems Manager user guide, "Working with parameters in Run Command").
 *
 * @param value Any text without NUL and lone surrogates.
 * @returns The right side of an assignment, in single quotes.
 * @throws {AppError} `invalid_parameter` (422) when no shell variable can hold the value.
 */
export function shellQuoted(value: string): string {
  return `'${representable(value).replaceAll("'", `'\\''`).replace(/\{(?=\{)/g, "{''")}'`;
}

/**
 * Quotes a value for PowerShell so that it arrives character for character. Only harmless ASCII
 * stays text: PowerShell takes the typographic quotes U+2018 to U+201E for quotes too, and Windows
 * PowerShell 5.1 misreads other characters in a script without a byte order mark.
 *
 * @param value Any text without NUL and lone surrogates.
 * @returns An expression for the right side of an assignment, in ASCII.
 * @throws {AppError} `invalid_parameter` (422) when no variable can hold the value.
 */
export function powershellQuoted(value: string): string {
  const parts = representable(value).match(/[\w ./:@%+=,;-]+|[^]/g) ?? [];
  const expressions = parts.map((part) =>
    /^[\w ./:@%+=,;-]/.test(part) ? `'${part}'` : `[char]${part.charCodeAt(0)}`
  );
  return ["''", ...expressions].join(" + ");
}

function representable(value: string): string {
  if (!value.includes("\0") && value.isWellFormed()) return value;
  const message = `Cannot pass the value ${quoted(value)} to a script: ` +
    "expected text without NUL and without broken characters";
  throw new AppError(message, { code: "invalid_parameter", status: 422, publicMessage: message });
}
