import { z } from "zod";
import { BATCH_STATES } from "@/lib/execution/mod.ts";
import type { ApiGroup } from "./api_operation.ts";
import { instanceIdField, jsonContent, textContent, timeField } from "./fields.ts";
import { qcReportQuerySchema } from "./queries.ts";

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
