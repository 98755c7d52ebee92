import { z } from "zod";
import { BATCH_STATES } from "@/lib/execution/mod.ts";
import type { ApiGroup } from "./api_operation.ts";
import { instanceIdField, jsonContent, textContent, timeField } from "./fields.ts";
import { repeatableHeadersSchema, startedSchema } from "./execution_schemas.ts";
import { qcReportQuerySchema } from "./queries.ts";

/** The body of a request that stages kernels. */
export const stageRequestSchema = z.strictObject({
  selections: z.record(z.string().min(1).max(200), z.string().min(1).max(200))
    .describe("The kernel by the name of its group; a group that is not named gets none."),
});

const report = z.looseObject({ instanceId: instanceIdField })
  .describe("The server, and what its report says.");

const step = z.object({
  batchId: z.string(),
  state: z.enum(BATCH_STATES),
  at: timeField.describe("When it ended, else when it was started."),
  scriptVersion: z.string().describe("SHA-256 of the script's content, in hex."),
  passed: z.array(report),
  failed: z.array(report.extend({ reasons: z.array(z.string()) })),
  pending: z.array(instanceIdField).describe("Not ended, or in no batch."),
  underWay: z.array(z.object({ instanceId: instanceIdField, batchId: z.string() }))
    .describe("Those of pending that a batch has."),
});

const group = z.object({
  name: z.string(),
  distribution: z.string(),
  baseKernel: z.string(),
  instances: z.array(instanceIdField),
  availableKernels: z.array(z.string()).describe("Newest first."),
});

const qc = z.object({
  step1: step.nullable(),
  kernelGroups: z.array(group),
  step2: step.nullable(),
  step3: step.nullable(),
  post: step.nullable(),
});

/** The operations on the patching of a change. */
export const PATCHING_GROUP: ApiGroup = {
  name: "Patching",
  description: "How far the Linux QC patching of a change is.",
  schemas: { Qc: qc, QcStep: step, KernelGroup: group },
  operations: [
    {
      id: "getQc",
      line: "GET /api/changes/{number}/qc",
      summary: "Get the newest results of each step, and the kernel groups",
      answers: {
        200: { description: "The steps; null before the first run.", content: jsonContent(qc) },
      },
    },
    {
      id: "stageKernels",
      line: "POST /api/changes/{number}/qc/stage",
      summary: "Stage a kernel on each group that is named, in one batch",
      headers: repeatableHeadersSchema,
      body: { content: jsonContent(stageRequestSchema) },
      answers: {
        202: {
          description: "The batch; servers that may not be staged are skipped with the reason.",
          headers: { Location: "The address of the batch." },
          content: jsonContent(startedSchema),
        },
      },
    },
    {
      id: "getEvidence",
      line: "GET /api/changes/{number}/evidence",
      summary: "Download all that was run under a change, as a hash-chained bundle",
      answers: {
        200: {
          description: "JSON Lines, as an attachment; `deno task verify-bundle FILE` checks it.",
          content: textContent(["application/x-ndjson"]),
        },
      },
    },
    {
      id: "getQcReport",
      line: "GET /api/changes/{number}/report",
      summary: "Download the QC report of a change",
      query: qcReportQuerySchema,
      answers: {
        200: {
          description: "The report, as an attachment.",
          content: textContent(["text/markdown", "text/csv", "text/html"]),
        },
      },
    },
  ],
};
