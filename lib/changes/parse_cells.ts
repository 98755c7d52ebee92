import { type Parsed, quoted } from "@/lib/base/mod.ts";
import type { Platform } from "./view.ts";

/** The longest value of an EC2 tag ("Tag your Amazon EC2 resources"), where names come from. */
const MAX_NAME_CHARACTERS = 256;

/**
 * Parses a platform.
 *
 * @param text `linux` or `windows` in any case; empty is linux.
 * @returns The platform, or why it was refused.
 */
export function parsePlatform(text: string): Parsed<Platform> {
  const word = text.toLowerCase();
  if (word === "linux" || word === "") return { ok: true, value: "linux" };
  if (word === "windows") return { ok: true, value: "windows" };
  return {
    ok: false,
    message: `Cannot parse platform ${quoted(text)}: expected "linux" or "windows"`,
  };
}

/**
 * Parses a server's name: any text of one line.
 *
 * @param text The name as it was given.
 * @returns The name, or why it was refused.
 */
export function parseName(text: string): Parsed<string> {
  const isText = text.length <= MAX_NAME_CHARACTERS && text.isWellFormed() && !/\p{Cc}/u.test(text);
  if (isText) return { ok: true, value: text };
  return {
    ok: false,
    message: `Cannot parse name ${quoted(text)}: ` +
      `expected at most ${MAX_NAME_CHARACTERS} characters, none of them a control character`,
  };
}
