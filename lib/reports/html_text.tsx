import { renderToString } from "preact-render-to-string";
import type { ReportDocument, ReportTable } from "./report_document.ts";

/**
 * Writes a report as an HTML document that needs nothing else: no script, no style, no picture.
 *
 * @param document The report, masked.
 * @returns The file's text.
 */
export function htmlText({ title, facts, main, summaries, outputs }: ReportDocument): string {
  const html = renderToString(
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'" />
        <meta name="color-scheme" content="light dark" />
        <title>{title}</title>
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
            <tr key={index}>{row.map((cell, column) => <td key={column}>{cell}</td>)}</tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
