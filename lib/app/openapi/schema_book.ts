import { z } from "zod";
import type { ApiContent } from "./api_operation.ts";
import type { JsonSchema, Named, OpenApiContent } from "./model.ts";

/** Where named schemas stand in the document. */
const PREFIX = "#/components/schemas/";

/** Turns zod's schemas into JSON Schema; those with a name are referred to wherever they occur. */
export class SchemaBook {
  /** The named schemas. */
  readonly named: Named<JsonSchema>;
  readonly #registry = z.registry<{ id: string }>();

  /**
   * Converts the named schemas.
   *
   * @param schemas The schemas by name.
   */
  constructor(schemas: Named<z.ZodType>) {
    for (const [id, schema] of Object.entries(schemas)) this.#registry.add(schema, { id });
    const converted = z.toJSONSchema(this.#registry, {
      io: "input",
      uri: (id) => PREFIX + id,
      override: simplify,
    });
    this.named = Object.fromEntries(
      Object.entries(converted.schemas).map(([id, schema]) => [id, withoutOwnAddress(schema)]),
    );
  }

  /**
   * Converts a schema.
   *
   * @param schema The schema.
   * @returns A reference when it has a name, else the schema itself.
   */
  schemaOf(schema: z.ZodType): JsonSchema {
    const id = this.#registry.get(schema)?.id;
    if (id !== undefined) return { $ref: PREFIX + id };
    return withoutOwnAddress(z.toJSONSchema(schema, { io: "input", override: simplify }));
  }

  /**
   * Converts a body.
   *
   * @param content The schemas by media type.
   * @returns The same, as the document has it.
   */
  contentOf(content: ApiContent): OpenApiContent {
    return Object.fromEntries(
      Object.entries(content).map(([type, schema]) => [type, { schema: this.schemaOf(schema) }]),
    );
  }
}

/** What validates is not always worth reading: a format says more than its expression. */
function simplify({ jsonSchema }: { readonly jsonSchema: JsonSchema }): void {
  if (jsonSchema.format === "date-time") delete jsonSchema.pattern;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
}

function withoutOwnAddress({ $schema: _dialect, $id: _id, ...schema }: JsonSchema): JsonSchema {
  return schema;
}
