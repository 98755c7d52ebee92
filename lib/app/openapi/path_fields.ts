import { z } from "zod";
import {
  accountField,
  changeNumberField,
  environmentField,
  instanceIdField,
  regionField,
} from "./fields.ts";

/** What stands in paths, by name. */
export const PATH_FIELDS: Readonly<Record<string, z.ZodType>> = {
  number: changeNumberField,
  batchId: z.string().describe("The batch's id."),
  instanceId: instanceIdField,
  account: accountField,
  region: regionField,
  environment: environmentField,
  id: z.string().meta({
    description: "The script's id; its slash stands as it is, or as `%2F`.",
    examples: ["linux/probe"],
  }),
};
