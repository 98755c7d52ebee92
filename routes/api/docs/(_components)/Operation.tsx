import type { JSX } from "preact";
import { Chip, type Kind } from "@/components/Chip.tsx";
import { type Named, type OpenApiOperation, schemaFields } from "@/lib/app/mod.ts";
import { ContentLinks } from "./ContentLinks.tsx";
import { Entry } from "./Entry.tsx";
import { FactTable } from "./FactTable.tsx";
import { Prose } from "./Prose.tsx";

/** An operation, and where it is called. */
export interface OperationProps {
  readonly method: string;
  readonly path: string;
  readonly operation: OpenApiOperation;
}

const KINDS: Named<Kind> = { get: "idle", post: "running", put: "warning", delete: "failed" };

/** One operation of the API: what it takes, and what it answers. */
export function Operation({ method, path, operation }: OperationProps): JSX.Element {
  const { operationId, summary, description, requestBody: body } = operation;
  return (
    <Entry title={summary} note={<Line method={method} path={path} />} id={operationId}>
      <p class="panel-body mb-0">
        <Prose text={[description, needs(operation)].filter(Boolean).join(" ")} />
        {body && (
          <>
            {" "}Body{body.required ? "" : " (optional)"}: <ContentLinks content={body.content} />.
          </>
        )}
      </p>
      <Parameters {...operation} />
      <Answers {...operation} />
    </Entry>
  );
}

function Line({ method, path }: Pick<OperationProps, "method" | "path">): JSX.Element {
  return (
    <>
      <Chip kind={KINDS[method] ?? "idle"}>{method.toUpperCase()}</Chip> <code>{path}</code>
    </>
  );
}

function needs({ security: [scheme = {}] }: OpenApiOperation): string {
  const needed = ["session" in scheme && "a session", "csrf" in scheme && "a CSRF token"];
  return `Needs ${needed.filter(Boolean).join(" and ") || "no session"}.`;
}

function Parameters({ parameters }: OpenApiOperation): JSX.Element | null {
  if (!parameters) return null;
  return (
    <FactTable
      caption="Parameters"
      rows={parameters.map(({ name, in: place, required, description, schema }) => ({
        Name: <code>{name}</code>,
        In: place,
        Holds: `${schemaFields(schema, {})[0]?.type}${required ? "" : ", optional"}`,
        Meaning: description && <Prose text={description} />,
      }))}
    />
  );
}

function Answers({ responses }: OpenApiOperation): JSX.Element {
  const hasHeaders = Object.values(responses).some(({ headers }) => headers);
  return (
    <FactTable
      caption="Answers"
      rows={Object.entries(responses).map(([status, { description, content, headers }]) => ({
        Status: status,
        Meaning: description && <Prose text={description} />,
        Body: content && <ContentLinks content={content} />,
        ...hasHeaders && { Headers: Object.keys(headers ?? {}).join(", ") },
      }))}
    />
  );
}
