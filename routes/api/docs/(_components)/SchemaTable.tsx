import type { JSX } from "preact";
import { type JsonSchema, type Named, type SchemaField, schemaFields } from "@/lib/app/mod.ts";
import { FactTable } from "./FactTable.tsx";
import { Prose } from "./Prose.tsx";

/** What the table shows. */
export interface SchemaTableProps {
  readonly caption: string;
  readonly schema: JsonSchema;
  /** The schemas that others refer to. */
  readonly schemas: Named<JsonSchema>;
}

/** The fields of a schema, one a row. */
export function SchemaTable({ caption, schema, schemas }: SchemaTableProps): JSX.Element {
  return (
    <FactTable
      caption={caption}
      rows={schemaFields(schema, schemas).map((field) => ({
        Field: <code>{field.path || "(the whole)"}</code>,
        Holds: <Holds {...field} schemas={schemas} />,
        Meaning: field.description && <Prose text={field.description} />,
      }))}
    />
  );
}

/** A type leads to its own table where it has one. */
function Holds(
  { type, isRequired, schemas }: SchemaField & Pick<SchemaTableProps, "schemas">,
): JSX.Element {
  const name = type.split(/[^A-Za-z]+/).find((word) => Object.hasOwn(schemas, word));
  const [before = "", after = ""] = name === undefined ? [type] : type.split(name);
  return (
    <>
      {before}
      {name && <a href={`#schema-${name}`}>{name}</a>}
      {after}
      {!isRequired && <span class="muted">, optional</span>}
    </>
  );
}
