import { z } from "zod";
import {
  type ChangeNumber,
  type InstanceId,
  isChangeNumber,
  isInstanceId,
} from "@/lib/base/mod.ts";
import { instancesSchema } from "./model.ts";
import type { ChangePreview, CsvColumn } from "./view.ts";

const COLUMNS = [
  "change_number",
  "instance_id",
  "account_id",
  "region",
  "platform",
  "name",
  "row",
] as const satisfies readonly CsvColumn[];

/** A preview as it is stored. */
export const previewSchema: z.ZodType<ChangePreview> = z.object({
  changes: z.array(z.object({
    number: z.custom<ChangeNumber>(isChangeNumber),
    description: z.string().exactOptional(),
    instances: instancesSchema,
  })),
  problems: z.array(z.object({
    line: z.int(),
    column: z.enum(COLUMNS),
    value: z.string(),
    message: z.string(),
  })),
  duplicates: z.array(z.object({
    line: z.int(),
    instanceId: z.custom<InstanceId>(isInstanceId),
  })),
});
