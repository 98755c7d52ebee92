import { z } from "zod";
import {
  CHANGE_NUMBER,
  parseAccountId,
  type Parsed,
  parseInstanceId,
  parseRegion,
} from "@/lib/base/mod.ts";
import { parseChangeNumber } from "./parse_change_number.ts";

/** The number of a change that is made, parsed. */
export const newNumberField = parsedText(parseChangeNumber).meta({
  description: "The change's number in the ticket system: 3 to 40 letters, digits, `_` or `-`; " +
    "not `preview`, `import` or `compare`, which are addresses.",
  pattern: CHANGE_NUMBER.source,
  examples: ["CHG0031001"],
});

/** An instance id, parsed. */
export const instanceIdField = parsedText(parseInstanceId).meta({
  description: "The server: `i-` and 8 or 17 lower-case hexadecimal digits, or `mi-` and 17.",
  pattern: "^(i-([0-9a-f]{8}|[0-9a-f]{17})|mi-[0-9a-f]{17})$",
  examples: ["i-0a1b2c3d4e5f60001"],
});

/** An account id, parsed. */
export const accountField = parsedText(parseAccountId).meta({
  description: "The AWS account: 12 digits as text, leading zeros kept.",
  pattern: "^[0-9]{12}$",
  examples: ["012345678901"],
});

/** A region of the fixed list, parsed. */
export const regionField = parsedText(parseRegion).meta({
  description: "A region of Commercial or GovCloud; it tells the partition.",
  pattern: "^[a-z]{2}(-[a-z]+)+-[0-9]$",
  examples: ["us-gov-west-1"],
});

/**
 * Makes a parser of lib/base a schema.
 *
 * @param parse The parser.
 * @returns A schema of its values, with its messages.
 */
function parsedText<T>(parse: (text: string) => Parsed<T>) {
  return z.string().transform(parseStep(parse));
}

/**
 * Makes a parser of lib/base a step of a schema.
 *
 * @param parse The parser.
 * @returns What zod's `transform()` takes.
 */
export function parseStep<T>(parse: (text: string) => Parsed<T>) {
  return (text: string, context: z.RefinementCtx): T => {
    const parsed = parse(text);
    if (parsed.ok) return parsed.value;
    context.addIssue(parsed.message);
    return z.NEVER;
  };
}
