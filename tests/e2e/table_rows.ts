import type { Page } from "playwright-core";

/** One row of a table: the texts of its cells by the heads of their columns. */
export type TableRow = Readonly<Record<string, string>>;

/** Reads a table of the page: what is in it, whether it can be seen or not. */
export async function tableRows(page: Page, name: string): Promise<readonly TableRow[]> {
  return await page.getByRole("table", { name }).evaluate((table) => {
    const textsOf = (row: Element) => [...row.children].map((cell) => cell.textContent.trim());
    const [heads = [], ...rows] = [...table.querySelectorAll("tr")].map(textsOf);
    return rows.map((cells) =>
      Object.fromEntries(heads.map((head, at) => [head, cells[at] ?? ""]))
    );
  });
}
