import { z } from "zod";
import { BATCH_STATES, TARGET_STATES } from "@/lib/execution/view.ts";
import { QC_REPORT_KINDS } from "@/lib/reports/mod.ts";
import { accountField, environmentField, regionField } from "./fields.ts";

const MAX_LIMIT = 200;
const LIMIT_RULE = `expected a whole number from 1 to ${MAX_LIMIT}`;
const MAX_TEXT_CHARACTERS = 200;

const text = z.string().max(MAX_TEXT_CHARACTERS);

const paging = {
  limit: z.coerce.number(LIMIT_RULE).int(LIMIT_RULE).min(1, LIMIT_RULE).max(MAX_LIMIT, LIMIT_RULE)
    .default(50).describe("At most so many items."),
  cursor: text.exactOptional().describe("The `nextCursor` of the page before."),
};

/** The query of a list that has no filters. */
export const pagingQuerySchema = z.strictObject(paging);

/** The query of the list of changes. */
export const changesQuerySchema = z.strictObject({
  status: z.enum(["open", "closed"]).exactOptional().describe("Only those of this status."),
  account: accountField.exactOptional().describe("Only those with a server in this account."),
  q: text.exactOptional().describe("Only those with this text in their number or description."),
  ...paging,
});

/** A switch in a query. */
const flag = z.enum(["true", "false"]).default("false");

/** The query of an import. */
export const importQuerySchema = z.strictObject({
  skipInvalid: flag.describe("Saves the good rows of a file that has bad ones."),
  replace: flag.describe("Replaces the servers of changes that exist, whatever is stored."),
});

/** The query of the list of batches. */
export const executionsQuerySchema = z.strictObject({
  change: text.exactOptional().describe("Only those of this change."),
  script: text.exactOptional().describe("Only those of this script."),
  state: z.enum(BATCH_STATES).exactOptional().describe("Only those in this state."),
  actor: text.exactOptional().describe("Only those started by this ARN."),
  ...paging,
});

/** The query of the list of accounts. */
export const accountsQuerySchema = z.strictObject({ environment: environmentField, ...paging });

/** The query of the list of servers. */
export const instancesQuerySchema = z.strictObject({
  environment: environmentField,
  account: accountField.exactOptional().describe("The signed-in account when not given."),
  region: regionField.exactOptional().describe("Only those of this region."),
  q: text.exactOptional()
    .describe("Only those with this text in id, name, region, state, ping or a tag."),
  refresh: flag.describe("Asks AWS anew, though a list of the last five minutes is at hand."),
  ...paging,
});

/** The query of the list of a batch's targets. */
export const targetsQuerySchema = z.strictObject({
  state: z.enum(TARGET_STATES).exactOptional().describe("Only those in this state."),
  q: text.exactOptional().describe("Only those with this text in id, name, account or summary."),
  ...paging,
});

/** The query of a batch's report. */
export const executionReportQuerySchema = z.strictObject({
  format: z.enum(["md", "csv", "html", "json"]).default("md"),
});

/** The query of the report of a change's patching. */
export const qcReportQuerySchema = z.strictObject({
  kind: z.enum(QC_REPORT_KINDS).default("full"),
  format: z.enum(["md", "csv", "html"]).default("md"),
});
