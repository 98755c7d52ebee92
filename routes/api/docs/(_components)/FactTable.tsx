import type { ComponentChildren, JSX } from "preact";

/** What the table shows. */
export interface FactTableProps {
  readonly caption: string;
  /** The cells of each row by column; all rows have the same columns. */
  readonly rows: readonly Readonly<Record<string, ComponentChildren>>[];
}

/** Facts in a table whose rows become cards where there is little room. */
export function FactTable({ caption, rows }: FactTableProps): JSX.Element {
  return (
    <table class="table-work">
      <caption class="visually-hidden">{caption}</caption>
      <thead>
        <tr>
          {Object.keys(rows[0] ?? {}).map((column) => <th scope="col" key={column}>{column}</th>)}
        </tr>
      </thead>
      <tbody>
        {rows.map((cells, row) => (
          <tr key={row}>
            {Object.entries(cells).map(([column, cell]) => (
              <td key={column} data-label={column}>{cell && <span>{cell}</span>}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
