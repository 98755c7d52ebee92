import { z } from "zod";
import {
  CHANGE_NUMBER,
  parseAccountId,
  type Parsed,
  parseInstanceId,
  parseRegion,
} from "@/lib/base/mod.ts";
import { environmentSchema } from "../session_requests.ts";
import type { ApiContent } from "./api_operation.ts";

/** An instance id, parsed. */
export const instanceIdField = parsedText(parseInstanceId)
  .meta({ description: "The server's id.", examples: ["i-0a1b2c3d4e5f60001"] });

/** An account id, parsed. */
export const accountField = parsedText(parseAccountId)
  .meta({ description: "12 digits, leading zeros kept.", examples: ["012345678901"] });

/** A region of the fixed list, parsed. */
export const regionField = parsedText(parseRegion)
  .meta({ description: "The AWS region.", examples: ["us-gov-west-1"] });

/** A change number, as it is shown. */
export const changeNumberField = z.string().regex(CHANGE_NUMBER)
  .meta({ description: "The change's number in the ticket system.", examples: ["CHG0031001"] });

/** A time, as it is shown. */
export const timeField = z.iso.datetime().describe("ISO 8601 in UTC.");

/** Commercial or GovCloud, as AWS names it. */
export const partitionField = z.enum(["aws", "aws-us-gov"]);

/** Commercial or GovCloud, as operators name it. */
export const environmentField = environmentSchema.describe("Commercial or GovCloud.");

/**
 * Makes the content of a JSON body.
 *
 * @param schema What it holds.
 * @returns The content by media type.
 */
export function jsonContent(schema: z.ZodType): ApiContent {
  return { "application/json": schema };
}

/**
 * Makes the content of a file to download.
 *
 * @param types Its media types.
 * @returns The content by media type.
 */
export function textContent(types: readonly string[]): ApiContent {
  return Object.fromEntries(types.map((type) => [type, z.string()]));
}

/**
 * Makes the schema of one page of a list.
 *
 * @param item The schema of an item.
 * @returns The schema of the page.
 */
export function listOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    nextCursor: z.string().nullable()
      .describe("Give it as `cursor` for the next page; null on the last one."),
  });
}

/** A parser of lib/base as a schema. */
function parsedText<T>(parse: (text: string) => Parsed<T>) {
  return z.string().transform((text, context): T => {
    const parsed = parse(text);
    if (parsed.ok) return parsed.value;
    context.addIssue(parsed.message);
    return z.NEVER;
  });
}
