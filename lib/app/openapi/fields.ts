import { z } from "zod";
import { CHANGE_NUMBER } from "@/lib/base/mod.ts";
import { environmentSchema } from "../session_requests.ts";
import type { ApiContent } from "./api_operation.ts";

export { accountField, instanceIdField, regionField } from "@/lib/changes/mod.ts";

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
