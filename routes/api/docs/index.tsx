import { page } from "fresh";
import { Fragment } from "preact";
import { PageHeader } from "@/components/PageHeader.tsx";
import { define, methods, type OpenApiDocument, openApiDocument } from "@/lib/app/mod.ts";
import { Entry } from "./(_components)/Entry.tsx";
import { Operation } from "./(_components)/Operation.tsx";
import { SchemaTable } from "./(_components)/SchemaTable.tsx";

export const handler = methods<OpenApiDocument>({
  GET: () => page(openApiDocument()),
}, { access: "open" });

export default define.page<typeof handler>(function ApiPage({ data: { info, tags, ...document } }) {
  const { paths, components: { schemas } } = document;
  const operations = Object.entries(paths).flatMap(([path, byMethod]) =>
    Object.entries(byMethod).map(([method, operation]) => ({ method, path, operation }))
  );
  const groups = tags.map((tag) => ({
    ...tag,
    id: `group-${tag.name.toLowerCase()}`,
    operations: operations.filter(({ operation }) => operation.tags.includes(tag.name)),
  }));
  return (
    <>
      <PageHeader
        title="API"
        lead={info.description}
        actions={<a class="btn btn-outline-secondary" href="/api/openapi.json">OpenAPI document</a>}
      />
      <nav class="panel row row-cols-1 row-cols-lg-3 g-0" aria-label="Operations">
        {groups.map(({ name, id, operations }) => (
          <div class="col panel-body border-0" key={name}>
            <a class="fw-bold" href={`#${id}`}>{name}</a>
            <ul class="list-unstyled mb-0">
              {operations.map(({ operation: { operationId, summary } }) => (
                <li key={operationId}>
                  <a href={`#${operationId}`}>{summary}</a>
                </li>
              ))}
            </ul>
          </div>
        ))}
        <div class="col panel-body border-0">
          <a class="fw-bold" href="#schemas">Schemas</a>
        </div>
      </nav>
      {groups.map(({ name, id, description, operations }) => (
        <Fragment key={name}>
          <Heading title={name} note={description} id={id} />
          {operations.map((each) => <Operation key={each.operation.operationId} {...each} />)}
        </Fragment>
      ))}
      <Heading title="Schemas" note="What bodies hold." id="schemas" />
      {Object.entries(schemas).map(([name, schema]) => (
        <Entry title={name} id={`schema-${name}`} key={name}>
          <SchemaTable caption={name} schema={schema} schemas={schemas} />
        </Entry>
      ))}
    </>
  );
});

/** What begins here, down to the next heading. */
function Heading(
  { title, note, id }: { readonly title: string; readonly note: string; readonly id: string },
) {
  return (
    <div class="panel" id={id}>
      <div class="panel-head">
        <h2>{title}</h2>
        <span class="panel-note">{note}</span>
      </div>
    </div>
  );
}
