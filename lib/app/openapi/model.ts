import type { z } from "zod";

/** A schema in the dialect of OpenAPI 3.1, JSON Schema 2020-12. */
export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** Something by name. */
export type Named<T> = Readonly<Record<string, T>>;

/** A parameter of an operation. */
export interface OpenApiParameter {
  /** Its name. */
  readonly name: string;
  /** Where it stands. */
  readonly in: "path" | "query" | "header";
  /** Whether it has to be there. */
  readonly required: boolean;
  /** What it means. */
  readonly description?: string;
  /** What it may hold. */
  readonly schema: JsonSchema;
}

/** What a body may hold, by media type. */
export type OpenApiContent = Named<{ readonly schema: JsonSchema }>;

/** One answer. */
export interface OpenApiResponse {
  /** What it means. */
  readonly description: string;
  /** Its headers. */
  readonly headers?: Named<{ readonly description: string; readonly schema: JsonSchema }>;
  /** Its body. */
  readonly content?: OpenApiContent;
}

/** One operation. */
export interface OpenApiOperation {
  /** The group it belongs to. */
  readonly tags: readonly string[];
  /** Its name, once in the document. */
  readonly operationId: string;
  /** What it does, in a line. */
  readonly summary: string;
  /** What else a caller needs to know. */
  readonly description?: string;
  /** What has to come with the request; nothing where the list is empty. */
  readonly security: readonly Named<readonly string[]>[];
  /** What stands in path, query and headers. */
  readonly parameters?: readonly OpenApiParameter[];
  /** The body. */
  readonly requestBody?: { readonly required: boolean; readonly content: OpenApiContent };
  /** The answers by status. */
  readonly responses: Named<OpenApiResponse>;
}

/** The part of an OpenAPI document (version 3.1.1) that this product uses. */
export interface OpenApiDocument {
  /** The version of the specification. */
  readonly openapi: "3.1.1";
  /** What is described. */
  readonly info: {
    readonly title: string;
    readonly version: string;
    readonly description: string;
    readonly license: { readonly name: string; readonly identifier: string };
  };
  /** Where it is served. */
  readonly servers: readonly { readonly url: string }[];
  /** The groups of operations, in the order of the document. */
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  /** The operations by path and method in lower case. */
  readonly paths: Named<Named<OpenApiOperation>>;
  /** What is referred to. */
  readonly components: {
    readonly schemas: Named<JsonSchema>;
    readonly securitySchemes: Named<Named<string>>;
  };
}
