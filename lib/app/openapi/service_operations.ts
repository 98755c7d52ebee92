import { z } from "zod";
import type { ApiGroup } from "./api_operation.ts";
import { jsonContent } from "./fields.ts";

const health = z.object({
  status: z.literal("ok"),
  version: z.string(),
  environment: z.enum(["development", "production"]),
  simulated: z.boolean().describe("Whether AWS is simulated."),
  flags: z.record(z.string(), z.boolean()).describe("Which checks block; the others report."),
});

const cspReport = z.record(z.string(), z.unknown());
const cspReports = z.array(cspReport);

/** The operations on the server itself. */
export const SERVICE_GROUP: ApiGroup = {
  name: "Operations",
  description: "For load balancers, browsers and tools.",
  schemas: { Health: health },
  operations: [
    {
      id: "getHealth",
      line: "GET /api/health",
      summary: "Tell whether the process answers",
      access: "machine",
      answers: { 200: { description: "It answers.", content: jsonContent(health) } },
    },
    {
      id: "getReadiness",
      line: "GET /api/ready",
      summary: "Tell whether the process takes work",
      access: "machine",
      answers: {
        200: {
          description: "It does.",
          content: jsonContent(z.object({ ready: z.literal(true) })),
        },
      },
      problems: { 503: "The database does not answer, or the process is about to stop." },
    },
    {
      id: "reportViolation",
      line: "POST /api/csp-report",
      summary: "Report what a page's policy stopped",
      description: "Browsers send it by themselves: it needs neither token nor Origin.",
      access: "machine",
      body: {
        content: { "application/csp-report": cspReport, "application/reports+json": cspReports },
      },
      answers: { 204: { description: "It is counted." } },
      problems: {
        400: "The body cannot be read.",
        413: "The body is larger than 16 KiB.",
        415: "The body has another media type.",
        429: "Too many reports; Retry-After says when to come back.",
      },
    },
    {
      id: "getDescription",
      line: "GET /api/openapi.json",
      summary: "Get this description",
      access: "open",
      answers: {
        200: {
          description: "OpenAPI 3.1.",
          content: jsonContent(z.record(z.string(), z.unknown())),
        },
      },
    },
  ],
};
