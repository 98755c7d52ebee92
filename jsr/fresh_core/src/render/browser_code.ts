import type { BuildSnapshot, Island } from "../snapshot.ts";
import type { IslandUse } from "./islands.ts";
import { serialize } from "./serialize.ts";

/** What a page loads to bring its islands to life. */
interface Loading {
  /** The boot script; of a combination of islands, up to where its data begins. */
  readonly script: string;
  /** Value of the `Link` header that lets the browser fetch the files at once. */
  readonly link: string;
}

/** The browser code of pages. */
export class BrowserCode {
  /** By the islands on a page, of which there are few combinations. */
  readonly #loading = new Map<string, Loading>();
  readonly #snapshot: BuildSnapshot;
  readonly #basePath: string;

  constructor(snapshot: BuildSnapshot, basePath: string) {
    this.#snapshot = snapshot;
    this.#basePath = basePath;
  }

  /** Null for a page without islands, which loads nothing in production. */
  of(uses: readonly IslandUse[]): Loading | null {
    if (uses.length === 0 && this.#snapshot.mode === "production") return null;
    const islands = uses.map(({ island }) => island)
      .filter((island, index, all) => all.indexOf(island) === index);
    const { script, link } = this.#ofIslands(islands);
    const data = uses.map(({ island, props, key }) => [islands.indexOf(island), props, key]);
    return { script: `${script}${serialize(data)})`, link };
  }

  #ofIslands(islands: readonly Island[]): Loading {
    const id = islands.map(({ chunk, exportName }) => `${chunk}#${exportName}`).join(" ");
    const known = this.#loading.get(id);
    if (known) return known;
    const made = this.#make(islands);
    this.#loading.set(id, made);
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
