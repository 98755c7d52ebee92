import { z } from "zod";
import { changeInputSchema } from "@/lib/changes/mod.ts";
import type { ApiGroup } from "./api_operation.ts";
import {
  changeListSchema,
  changeSchema,
  changeSummarySchema,
  comparisonSchema,
  connectivityRequestSchema,
  connectivitySchema,
  importedSchema,
  instanceSchema,
  previewSchema,
} from "./change_schemas.ts";
import { jsonContent } from "./fields.ts";
import { changesQuerySchema, importQuerySchema } from "./queries.ts";

const changeReplacementSchema = changeInputSchema.partial({ number: true });

const ifMatch = z.object({ "If-Match": z.string().describe("The `ETag` that GET gave.") });
const etag = { ETag: "The version, for If-Match." };
const file = z.file().describe("A CSV file in UTF-8: at most 5 MB and 10,000 rows.");
const CSV_RULE = "The file is the body, or the field `file` of a form.";
const csvBody = {
  content: { "text/csv": z.string(), "multipart/form-data": z.object({ file }) },
};

/** The operations on changes. */
export const CHANGE_GROUP: ApiGroup = {
  name: "Changes",
  description: "A change is a number of the ticket system and the servers that belong to it.",
  schemas: {
    Change: changeSchema,
    ChangeSummary: changeSummarySchema,
    ChangeList: changeListSchema,
    ChangeInput: changeInputSchema,
    ChangeReplacement: changeReplacementSchema,
    ChangeInstance: instanceSchema,
    ChangePreview: previewSchema,
    ChangeComparison: comparisonSchema,
    ImportResult: importedSchema,
    ConnectivityRequest: connectivityRequestSchema,
    Connectivity: connectivitySchema,
  },
  operations: [
    {
      id: "listChanges",
      line: "GET /api/changes",
      summary: "List changes by number, without their servers",
      query: changesQuerySchema,
      answers: {
        200: { description: "One page of changes.", content: jsonContent(changeListSchema) },
      },
    },
    {
      id: "createChange",
      line: "POST /api/changes",
      summary: "Make a change",
      body: { content: jsonContent(changeInputSchema) },
      answers: {
        201: {
          description: "The change as it is stored.",
          content: jsonContent(changeSchema),
          headers: { ...etag, Location: "The address of the change." },
        },
      },
      problems: { 409: "A change of this number exists." },
    },
    {
      id: "getChange",
      line: "GET /api/changes/{number}",
      summary: "Get a change with its servers",
      answers: {
        200: { description: "The change.", content: jsonContent(changeSchema), headers: etag },
      },
    },
    {
      id: "replaceChange",
      line: "PUT /api/changes/{number}",
      summary: "Replace a change that has not changed since it was read",
      description: "The body may leave the number to the address.",
      headers: ifMatch,
      body: { content: jsonContent(changeReplacementSchema) },
      answers: {
        200: {
          description: "The change as it is stored.",
          content: jsonContent(changeSchema),
          headers: etag,
        },
      },
      problems: { 412: "It has changed since it was read.", 428: "If-Match is missing." },
    },
    {
      id: "deleteChange",
      line: "DELETE /api/changes/{number}",
      summary: "Delete a change that has not changed since it was read",
      headers: ifMatch,
      answers: { 204: { description: "It is deleted." } },
      problems: { 412: "It has changed since it was read.", 428: "If-Match is missing." },
    },
    {
      id: "previewChanges",
      line: "POST /api/changes/preview",
      summary: "Read a change file and save nothing",
      description: CSV_RULE,
      body: csvBody,
      answers: {
        200: { description: "What the file holds.", content: jsonContent(previewSchema) },
      },
    },
    {
      id: "importChanges",
      line: "POST /api/changes/import",
      summary: "Save the changes of a change file",
      description:
        `${CSV_RULE} Nothing is saved of a file with a bad row, unless \`skipInvalid\` ` +
        "is true; each error then has line, column and value beside path and message.",
      query: importQuerySchema,
      body: csvBody,
      answers: {
        201: { description: "What was made and replaced.", content: jsonContent(importedSchema) },
      },
      problems: { 409: "A change of the file exists, and `replace` is not true." },
    },
    {
      id: "compareChange",
      line: "POST /api/changes/compare",
      summary: "Say what replacing the stored change by this one would change",
      body: { content: jsonContent(changeInputSchema) },
      answers: { 200: { description: "The differences.", content: jsonContent(comparisonSchema) } },
    },
    {
      id: "checkConnectivity",
      line: "POST /api/changes/{number}/connectivity",
      summary: "Ask Systems Manager which servers of a change it reaches",
      description: "A live probe is the script `linux/probe` or `windows/probe`.",
      body: { isOptional: true, content: jsonContent(connectivityRequestSchema) },
      answers: {
        200: { description: "One result a server.", content: jsonContent(connectivitySchema) },
      },
      problems: { 409: "A partition of the change is not signed in to." },
    },
  ],
};
