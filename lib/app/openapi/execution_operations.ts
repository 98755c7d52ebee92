import { z } from "zod";
import {
  cancelRequestSchema,
  retryRequestSchema,
  startRequestSchema,
} from "@/lib/execution/mod.ts";
import type { ApiGroup } from "./api_operation.ts";
import {
  batchListSchema,
  batchSchema,
  batchSummarySchema,
  emptyRequestSchema,
  planSchema,
  repeatableHeadersSchema,
  startedSchema,
  targetDetailSchema,
  targetListSchema,
  targetSchema,
} from "./execution_schemas.ts";
import { jsonContent, textContent } from "./fields.ts";
import {
  executionReportQuerySchema,
  executionsQuerySchema,
  targetsQuerySchema,
} from "./queries.ts";

const accepted = {
  description: "It goes on; follow the batch.",
  content: jsonContent(startedSchema),
  headers: { Location: "The address of the batch." },
};
const cachedHeaders = {
  "ETag": "The version, for If-None-Match.",
  "X-Checked-At": "When AWS was last asked, ISO 8601 in UTC.",
};
const busy = {
  409: "A partition is not signed in to, another account is, or there is nothing to do.",
};

/** The operations on executions. */
export const EXECUTION_GROUP: ApiGroup = {
  name: "Executions",
  description: "A batch is a script over targets; the engine sends and follows its SSM commands.",
  schemas: {
    StartRequest: startRequestSchema,
    CancelRequest: cancelRequestSchema,
    RetryRequest: retryRequestSchema,
    Batch: batchSchema,
    BatchSummary: batchSummarySchema,
    BatchList: batchListSchema,
    Target: targetSchema,
    TargetList: targetListSchema,
    TargetDetail: targetDetailSchema,
    Started: startedSchema,
    Plan: planSchema,
  },
  operations: [
    {
      id: "startExecution",
      line: "POST /api/executions",
      summary: "Run a script on a change or on targets",
      description: "Give exactly one of `change` and `targets`.",
      headers: repeatableHeadersSchema,
      body: { content: jsonContent(startRequestSchema) },
      answers: {
        200: {
          description: "The plan, with `dryRun`; nothing is sent.",
          content: jsonContent(planSchema),
        },
        202: accepted,
      },
      problems: {
        404: "There is no such script or change.",
        409: "A partition is not signed in to, or the server lacks a setting of the script.",
      },
    },
    {
      id: "listExecutions",
      line: "GET /api/executions",
      summary: "List batches, newest first",
      query: executionsQuerySchema,
      answers: {
        200: { description: "One page of batches.", content: jsonContent(batchListSchema) },
      },
    },
    {
      id: "getExecution",
      line: "GET /api/executions/{batchId}",
      summary: "Get the state of a batch",
      headers: z.object({
        "If-None-Match": z.string().exactOptional().describe("The `ETag` of the answer before."),
      }),
      answers: {
        200: {
          description: "The batch.",
          content: jsonContent(batchSchema),
          headers: cachedHeaders,
        },
        304: { description: "It is as it was.", headers: cachedHeaders },
      },
    },
    {
      id: "listTargets",
      line: "GET /api/executions/{batchId}/targets",
      summary: "List the targets of a batch",
      query: targetsQuerySchema,
      answers: {
        200: { description: "One page of targets.", content: jsonContent(targetListSchema) },
      },
    },
    {
      id: "getTarget",
      line: "GET /api/executions/{batchId}/targets/{instanceId}",
      summary: "Get a target with its output",
      answers: { 200: { description: "The target.", content: jsonContent(targetDetailSchema) } },
    },
    {
      id: "cancelExecution",
      line: "POST /api/executions/{batchId}/cancel",
      summary: "Request that a batch, or some of its targets, be cancelled",
      body: { isOptional: true, content: jsonContent(cancelRequestSchema) },
      answers: { 202: accepted },
      problems: busy,
    },
    {
      id: "retryExecution",
      line: "POST /api/executions/{batchId}/retry",
      summary: "Run the script again where it did not succeed",
      description:
        "Makes a new batch, linked by `retryOf`, of the failed, timed out, skipped and " +
        "cancelled targets; of those that may have run only with `includeUncertain`. A target is " +
        "retried once from a batch, then from the new one. Servers that have left the change are " +
        "skipped in the new batch.",
      headers: repeatableHeadersSchema,
      body: { isOptional: true, content: jsonContent(retryRequestSchema) },
      answers: { 202: accepted },
      problems: {
        409: `${busy[409]} Or another retry has some of the targets: the problem names it.`,
      },
    },
    {
      id: "resumeExecution",
      line: "POST /api/executions/{batchId}/resume",
      summary: "Let a batch go on that waits for credentials",
      body: { isOptional: true, content: jsonContent(emptyRequestSchema) },
      answers: { 202: accepted },
      problems: busy,
    },
    {
      id: "getExecutionReport",
      line: "GET /api/executions/{batchId}/report",
      summary: "Download the report of a batch",
      query: executionReportQuerySchema,
      answers: {
        200: {
          description: "The report, as an attachment.",
          content: textContent(["text/markdown", "text/csv", "text/html", "application/json"]),
        },
      },
    },
  ],
};
