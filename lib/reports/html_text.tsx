import { createHash } from "node:crypto";
import { renderToString } from "preact-render-to-string";
import type { ReportDocument, ReportTable } from "./report_document.ts";

/** Nothing makes the page wider than the window; in a narrow one, rows become cards. */
const STYLE = `
body { font-family: sans-serif; margin: 1rem }
h1, h2, dd, td, pre { overflow-wrap: anywhere }
pre { white-space: pre-wrap }
section { overflow-x: auto }
table { border-collapse: collapse; font-size: 0.875rem }
th, td { border: 1px solid; padding: 0.25rem; text-align: start; vertical-align: top }
.word { white-space: nowrap }
@media (max-width: 64rem) {
  table, tbody, tr, td { border: 0; display: block }
  thead { display: none }
  tr { border-top: 1px solid; padding: 0.25rem 0 }
  td { padding: 0 }
  td::before { content: attr(data-label) ': '; font-weight: bold }
  .word { white-space: normal }
}
`;

/** Such as an id, a state or a time: a column is never narrower than that. */
const WORD = /^[\w.:-]{1,20}$/;

/**
 * Writes a report as an HTML document that needs nothing else: no script, no picture, and of styles
 * its own alone.
 *
 * @param document The report, masked.
 * @returns The file's text.
 */
export function htmlText({ title, facts, main, summaries, outputs }: ReportDocument): string {
  const styleHash = createHash("sha256").update(STYLE).digest("base64");
  const policy = `default-src 'none'; style-src 'sha256-${styleHash}'`;
  const html = renderToString(
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content={policy} />
        <meta name="viewport" content="width=device-width" />
        <meta name="color-scheme" content="light dark" />
        <title>{title}</title>
        <style>{STYLE}</style>
      </head>
      <body>
        <h1>{title}</h1>
        <dl>
          {facts.map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        {[...summaries, main].map((table) => <TableSection key={table.title} table={table} />)}
        {outputs.map((output) => (
          <section key={output.title}>
            <h2>{output.title}</h2>
            <pre>{output.text}</pre>
          </section>
        ))}
      </body>
    </html>,
  );
  return `<!DOCTYPE html>${html}\n`;
}

function TableSection({ table: { title, columns, rows } }: { table: ReportTable }) {
  return (
    <section>
      <h2>{title}</h2>
      <table>
        <thead>
          <tr>{columns.map((column) => <th key={column} scope="col">{column}</th>)}</tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <td
                  key={column}
                  class={WORD.test(String(cell)) ? "word" : undefined}
                  data-label={columns[column]}
                >
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
