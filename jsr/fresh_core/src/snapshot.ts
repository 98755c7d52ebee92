import type { ComponentType } from "preact";

/** What a build knows of one island component. */
export interface Island {
  /** For messages to developers. */
  readonly name: string;
  /** The export of the island file. */
  readonly exportName: string;
  /** The function that server code renders. */
  readonly component: ComponentType;
  /** URL path of the browser chunk, without the base path. */
  readonly chunk: string;
}

/** What a build knows of one file below the route directory. */
export interface RouteFile {
  /** Path below the route directory with forward slashes, with its extension. */
  readonly path: string;
  /** The module, when it has to be known before the first request. */
  readonly module?: unknown;
  readonly load: () => Promise<unknown>;
}

/** A static file, ready to send. */
export interface StaticFile {
  readonly contentType: string;
  readonly size: number;
  /** SHA-256 of the content in hex; null in development. */
  readonly hash: string | null;
  read(): Promise<Uint8Array<ArrayBuffer>>;
}

/** Everything that a build hands to the server. */
export interface BuildSnapshot {
  readonly buildId: string;
  readonly mode: "development" | "production";
  readonly root: string;
  readonly islands: ReadonlyMap<unknown, Island>;
  /** URL path of the browser runtime, without the base path. */
  readonly runtime: string;
  readonly routes: readonly RouteFile[];
  /** Looks up the encoded path of a URL, without the base path. */
  staticFile(path: string): Promise<StaticFile | null>;
}
