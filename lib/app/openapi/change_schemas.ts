import { z } from "zod";
import {
  accountField,
  changeNumberField,
  instanceIdField,
  listOf,
  partitionField,
  regionField,
  timeField,
} from "./fields.ts";

const MAX_CHECKED = 500;

/** The body of a request that asks whether servers can be reached. */
export const connectivityRequestSchema = z.strictObject({
  instanceIds: z.array(instanceIdField)
    .min(1, "expected at least one instance; leave the list out for all")
    .max(MAX_CHECKED, `expected at most ${MAX_CHECKED} instances`)
    .exactOptional()
    .describe("Only these; all of the change when absent."),
});

/** A server of a change. */
export const instanceSchema = z.object({
  instanceId: instanceIdField,
  account: accountField,
  region: regionField,
  partition: partitionField.describe("Commercial or GovCloud, told by the region."),
  platform: z.enum(["linux", "windows"]).describe("Scripts of the other one skip it."),
  name: z.string().describe("Its name for people; may be empty."),
});

/** A change without its servers. */
export const changeSummarySchema = z.object({
  number: changeNumberField,
  description: z.string(),
  status: z.enum(["open", "closed"]),
  instanceCount: z.int().min(0),
  createdAt: timeField,
  updatedAt: timeField,
});

/** A change with its servers. */
export const changeSchema = changeSummarySchema.extend({ instances: z.array(instanceSchema) });
/** One page of changes. */
export const changeListSchema = listOf(changeSummarySchema);

const draftSchema = z.object({ number: changeNumberField, instances: z.array(instanceSchema) });

const csvProblemSchema = z.object({
  line: z.int().min(1).describe("The line in the file, from 1."),
  column: z.string().describe("The column, `row` where the whole row is at fault."),
  value: z.string().describe("What stands there, shortened."),
  message: z.string().describe("What is wrong, and what was expected."),
});

/** What a change file holds. */
export const previewSchema = z.object({
  changes: z.array(draftSchema).describe("What the good rows make."),
  problems: z.array(csvProblemSchema).describe("All that is wrong."),
  duplicates: z.array(z.object({ line: z.int().min(1), instanceId: instanceIdField }))
    .describe("Rows that repeat a server and were merged."),
});

/** What an import saved. */
export const importedSchema = z.object({
  created: z.array(changeNumberField),
  replaced: z.array(changeNumberField),
});

/** What replacing a change would change. */
export const comparisonSchema = z.object({
  number: changeNumberField,
  added: z.array(instanceIdField),
  removed: z.array(instanceIdField),
  changed: z.array(
    z.object({ instanceId: instanceIdField, old: instanceSchema, new: instanceSchema }),
  ),
});

/** What Systems Manager says of servers. */
export const connectivitySchema = z.object({
  results: z.array(z.object({
    instanceId: instanceIdField,
    account: accountField,
    region: regionField,
    state: z.enum(["online", "offline", "not_registered", "error"]),
    pingStatus: z.string().optional().describe("As Systems Manager gives it."),
    lastPingAt: timeField.optional(),
    agentVersion: z.string().optional(),
    message: z.string().optional().describe("Why it is not online."),
    checkedAt: timeField,
    known: z.object({
      state: z.enum(["online", "offline", "not_registered"]),
      checkedAt: timeField,
    }).optional().describe("What was known before, where AWS could not be asked now."),
  })),
  checkedAt: timeField,
});
