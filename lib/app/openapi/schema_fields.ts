import type { JsonSchema, Named } from "./model.ts";

/** One line of a schema, for people. */
export interface SchemaField {
  /** Where it stands, such as `instances[].region`; empty for the whole. */
  readonly path: string;
  /** What it holds, such as `integer, at least 1`. */
  readonly type: string;
  /** Whether it has to be there. */
  readonly isRequired: boolean;
  /** What it means; may be empty. */
  readonly description: string;
}

type Child = JsonSchema | boolean | readonly (JsonSchema | boolean)[] | undefined;

const REFERENCE = /^#\/components\/schemas\/(.+)$/;

/**
 * Lists the fields of a schema, nested ones below the field that holds them. What the document
 * names elsewhere is told by its name, unless it is the whole.
 *
 * @param schema The schema.
 * @param named The schemas that may be referred to.
 * @returns The fields; one for a schema without any.
 */
export function schemaFields(schema: JsonSchema, named: Named<JsonSchema>): readonly SchemaField[] {
  const whole = named[schemaName(schema) ?? ""] ?? schema;
  const fields = fieldsIn(whole, "");
  return fields.length > 0 ? fields : [fieldOf(whole, { path: "", isRequired: true })];
}

function fieldsIn(schema: JsonSchema, prefix: string): readonly SchemaField[] {
  const required = new Set(schema.required);
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, value]) => {
    const child = schemaOf(value);
    const path = prefix + name;
    const field = fieldOf(child, { path, isRequired: required.has(name) });
    return [field, ...fieldsIn(child, `${path}.`)];
  });
  const items = schema.items === undefined ? [] : fieldsIn(schemaOf(schema.items), itemsOf(prefix));
  return [...own, ...items];
}

/** `instances.` → `instances[].` */
function itemsOf(prefix: string): string {
  return `${prefix.slice(0, -1)}[].`;
}

function fieldOf(
  schema: JsonSchema,
  { path, isRequired }: Pick<SchemaField, "path" | "isRequired">,
): SchemaField {
  return { path, type: typeText(schema), isRequired, description: schema.description ?? "" };
}

function typeText(schema: JsonSchema): string {
  const { enum: choices, anyOf, items, type, format, minimum, maximum, minItems, maxItems } =
    schema;
  const reference = schemaName(schema);
  if (reference !== undefined) return reference;
  if (choices) return choices.map((choice) => JSON.stringify(choice)).join(" | ");
  if (anyOf) return anyOf.map((one) => typeText(schemaOf(one))).join(" | ");
  const name = items === undefined ? format ?? type : `array of ${typeText(schemaOf(items))}`;
  const rules = [
    [minimum, "at least"],
    [maximum, "at most"],
    [minItems, "at least"],
    [maxItems, "at most"],
    [schema.default, "default"],
  ] as const;
  const told = rules.filter(([value]) => value !== undefined)
    .map(([value, words]) => `${words} ${JSON.stringify(value)}`);
  return [[name ?? "any"].flat().join(" | "), ...told].join(", ");
}

/**
 * Gives the name of the schema that a reference leads to.
 *
 * @param schema The schema.
 * @returns The name, or `undefined` when the schema is no reference.
 */
export function schemaName({ $ref }: JsonSchema): string | undefined {
  return REFERENCE.exec($ref ?? "")?.[1];
}

/** `true` allows anything; a list of schemas does not occur in what zod writes for us. */
function schemaOf(child: Child): JsonSchema {
  return isSchema(child) ? child : {};
}

function isSchema(child: Child): child is JsonSchema {
  return typeof child === "object" && !Array.isArray(child);
}
