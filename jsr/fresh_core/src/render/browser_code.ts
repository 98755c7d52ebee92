import type { BuildSnapshot, Island } from "../snapshot.ts";
import type { IslandUse } from "./islands.ts";
import { serialize } from "./serialize.ts";

/** What a page with certain islands loads. */
interface Loading {
  /** The boot script up to its data. */
  readonly script: string;
  /** Value of the `Link` header that lets the browser fetch the files at once. */
  readonly link: string;
}

/** The browser code of pages, by the islands on them: few combinations, made once each. */
export class BrowserCode {
  readonly #loading = new Map<string, Loading>();
  readonly #snapshot: BuildSnapshot;
  readonly #basePath: string;

  constructor(snapshot: BuildSnapshot, basePath: string) {
    this.#snapshot = snapshot;
    this.#basePath = basePath;
  }

  /** In production a page without islands loads nothing. */
  needed(uses: readonly IslandUse[]): boolean {
    return uses.length > 0 || this.#snapshot.mode === "development";
  }

  script(uses: readonly IslandUse[]): string {
    const islands = distinct(uses);
    const data = uses.map(({ island, props, key }) => [islands.indexOf(island), props, key]);
    return `${this.#of(islands).script}${serialize(data)})`;
  }

  link(uses: readonly IslandUse[]): string {
    return this.#of(distinct(uses)).link;
  }

  #of(islands: readonly Island[]): Loading {
    const key = islands.map(({ chunk, exportName }) => `${chunk}#${exportName}`).join(" ");
    const known = this.#loading.get(key);
    if (known) return known;
    const made = this.#make(islands);
    this.#loading.set(key, made);
    return made;
  }

  #make(islands: readonly Island[]): Loading {
    const url = (file: string) => this.#basePath + file;
    const { runtime } = this.#snapshot;
    const files = new Set([runtime, ...islands.map(({ chunk }) => chunk)]);
    const imports = islands.map(({ chunk, exportName }, index) =>
      `import{${exportName} as i${index}}from${JSON.stringify(url(chunk))};`
    );
    return {
      script: `import{boot}from${JSON.stringify(url(runtime))};${imports.join("")}` +
        `boot([${islands.map((_, index) => `i${index}`)}],`,
      link: [...files].map((file) => `<${url(file)}>; rel="modulepreload"; as="script"`).join(", "),
    };
  }
}

function distinct(uses: readonly IslandUse[]): Island[] {
  return [...new Set(uses.map(({ island }) => island))];
}
