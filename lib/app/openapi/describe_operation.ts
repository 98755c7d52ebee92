import { type ApiOperation, methodAndPath } from "./api_operation.ts";
import type { Named, OpenApiOperation, OpenApiParameter, OpenApiResponse } from "./model.ts";
import { PATH_FIELDS } from "./path_fields.ts";
import { problemAnswers } from "./problem_answers.ts";
import type { SchemaBook } from "./schema_book.ts";
import { z } from "zod";

/**
 * Describes an operation as OpenAPI does.
 *
 * @param operation The operation.
 * @param context The schemas, and the name of the operation's group.
 * @returns The description.
 */
export function describeOperation(
  operation: ApiOperation,
  { book, group }: { readonly book: SchemaBook; readonly group: string },
): OpenApiOperation {
  const { id, summary, description, body } = operation;
  const parameters = parametersOf(operation, book);
  return {
    tags: [group],
    operationId: id,
    summary,
    ...description !== undefined && { description },
    security: securityOf(operation),
    ...parameters.length > 0 && { parameters },
    ...body && {
      requestBody: { required: !body.isOptional, content: book.contentOf(body.content) },
    },
    responses: responsesOf(operation, book),
  };
}

function securityOf({ access = "session", line }: ApiOperation): OpenApiOperation["security"] {
  const needsToken = access !== "machine" && !line.startsWith("GET ");
  const names = [...access === "session" ? ["session"] : [], ...needsToken ? ["csrf"] : []];
  return names.length === 0 ? [] : [Object.fromEntries(names.map((name) => [name, []]))];
}

function parametersOf(operation: ApiOperation, book: SchemaBook): readonly OpenApiParameter[] {
  const names = Array.from(
    methodAndPath(operation).path.matchAll(/\{(\w+)\}/g),
    ([, name]) => name,
  );
  const inPath = names.map((name = "") => [name, PATH_FIELDS[name] ?? z.string()]);
  const places = [
    ["path", Object.fromEntries(inPath)],
    ["query", operation.query?.shape ?? {}],
    ["header", operation.headers?.shape ?? {}],
  ] as const;
  return places.flatMap(([place, fields]) =>
    Object.entries<z.ZodType>(fields).map(([name, field]) => {
      const { description, ...schema } = book.schemaOf(field);
      const required = !field.safeParse(undefined).success;
      return { name, in: place, required, ...description !== undefined && { description }, schema };
    })
  );
}

function responsesOf(operation: ApiOperation, book: SchemaBook): Named<OpenApiResponse> {
  const answers = { ...operation.answers, ...problemAnswers(operation) };
  return Object.fromEntries(
    Object.entries(answers).map(([status, { description, content, headers }]) => [status, {
      description,
      ...headers && { headers: headersOf(headers) },
      ...content && { content: book.contentOf(content) },
    }]),
  );
}

function headersOf(headers: Named<string>): NonNullable<OpenApiResponse["headers"]> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, description]) => [
      name,
      { description, schema: { type: "string" } },
    ]),
  );
}
