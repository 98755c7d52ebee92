import type { z } from "zod";
import { VERSION } from "../version.ts";
import { API_GROUPS } from "./api_groups.ts";
import { methodAndPath } from "./api_operation.ts";
import { describeOperation } from "./describe_operation.ts";
import type { Named, OpenApiDocument, OpenApiOperation } from "./model.ts";
import { problemSchema } from "./problem_answers.ts";
import { SchemaBook } from "./schema_book.ts";

const SECURITY_SCHEMES = {
  session: {
    type: "apiKey",
    in: "cookie",
    name: "__Host-pcm_session",
    description: "Signing in sets it; its name is `pcm_session` in development.",
  },
  csrf: {
    type: "apiKey",
    in: "header",
    name: "X-CSRF-Token",
    description: "The `csrfToken` of `GET /api/session`, with an Origin of this server. " +
      "A form may send it as the field `_csrf` instead.",
  },
} as const;

let document: OpenApiDocument | undefined;

/**
 * Describes the HTTP API from the schemas that its requests have to pass. It is made once: converting
 * the schemas takes ten milliseconds.
 *
 * @returns The document (OpenAPI 3.1.1), as JSON can hold it.
 */
export function openApiDocument(): OpenApiDocument {
  return document ??= describeApi();
}

function describeApi(): OpenApiDocument {
  const book = new SchemaBook(namedSchemas());
  return {
    openapi: "3.1.1",
    info: {
      title: "PCM-Ops Tools",
      version: VERSION,
      description: "Runs approved scripts on fleets of EC2 servers through AWS Systems Manager. " +
        "Errors are problem documents (RFC 9457), times are ISO 8601 in UTC.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    tags: API_GROUPS.map(({ name, description }) => ({ name, description })),
    paths: pathsOf(book),
    components: { schemas: book.named, securitySchemes: SECURITY_SCHEMES },
  };
}

function namedSchemas(): Named<z.ZodType> {
  const schemas = API_GROUPS.flatMap((group) => Object.entries(group.schemas));
  return { ...Object.fromEntries(schemas), Problem: problemSchema };
}

function pathsOf(book: SchemaBook): OpenApiDocument["paths"] {
  const paths: Record<string, Record<string, OpenApiOperation>> = {};
  for (const { name: group, operations } of API_GROUPS) {
    for (const operation of operations) {
      const { method, path } = methodAndPath(operation);
      const described = describeOperation(operation, { book, group });
      paths[path] = { ...paths[path], [method.toLowerCase()]: described };
    }
  }
  return paths;
}
