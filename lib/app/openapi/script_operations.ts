import { z } from "zod";
import type { ApiGroup } from "./api_operation.ts";
import { jsonContent, listOf } from "./fields.ts";
import { pagingQuerySchema } from "./queries.ts";

const script = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  platform: z.enum(["linux", "windows"]).describe("Servers of another platform are skipped."),
  version: z.string().describe("SHA-256 of the content, in hex."),
  parameters: z.record(z.string(), z.unknown())
    .describe("JSON Schema of the `parameters` that a run takes."),
});
const scriptWithContent = script.extend({
  content: z.string().describe("What runs on a server, without the values of a run."),
});
const scripts = listOf(script);

/** The operations on scripts. */
export const SCRIPT_GROUP: ApiGroup = {
  name: "Scripts",
  description: "The approved scripts. Operators give parameters, never script text.",
  schemas: { Script: script, ScriptWithContent: scriptWithContent, ScriptList: scripts },
  operations: [
    {
      id: "listScripts",
      line: "GET /api/scripts",
      summary: "List the approved scripts",
      query: pagingQuerySchema,
      answers: { 200: { description: "One page of scripts.", content: jsonContent(scripts) } },
    },
    {
      id: "getScript",
      line: "GET /api/scripts/{id}",
      summary: "Get a script with its content",
      answers: { 200: { description: "The script.", content: jsonContent(scriptWithContent) } },
    },
  ],
};
