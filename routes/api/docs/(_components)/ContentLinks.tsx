import { Fragment, type JSX } from "preact";
import { type OpenApiContent, schemaName } from "@/lib/app/mod.ts";

/** What a body may be: the JSON schema of what is in it, else its media type. */
export function ContentLinks({ content }: { content: OpenApiContent }): JSX.Element {
  return (
    <>
      {Object.entries(content).map(([type, { schema }], index) => {
        const name = schemaName(schema);
        return (
          <Fragment key={type}>
            {index > 0 && ", "}
            {name ? <a href={`#schema-${name}`}>{name}</a> : <code>{type}</code>}
          </Fragment>
        );
      })}
    </>
  );
}
