import type { z } from "zod";

/** Methods that API addresses answer beside HEAD and OPTIONS. */
export type ApiMethod = "GET" | "POST" | "PUT" | "DELETE";

/** What a body may hold, by media type. */
export type ApiContent = Readonly<Record<string, z.ZodType>>;

/** One answer of an operation. */
export interface ApiAnswer {
  /** What it means. */
  readonly description: string;
  /** Its body; none when not given. */
  readonly content?: ApiContent;
  /** Its headers, and what each says. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** One operation of the HTTP API, with the schemas that its requests have to pass. */
export interface ApiOperation {
  /** Its name, once in the API. */
  readonly id: string;
  /** Method and path as in a request line; what varies stands in braces. */
  readonly line: `${ApiMethod} /${string}`;
  /** What it does, in a line. */
  readonly summary: string;
  /** What else a caller needs to know. */
  readonly description?: string;
  /** Who may call it, as `methods()` has it; only who is signed in, when not given. */
  readonly access?: "session" | "open" | "machine";
  /** The query; each value is text in the address. */
  readonly query?: z.ZodObject;
  /** Request headers with a meaning of their own. */
  readonly headers?: z.ZodObject;
  /** The body it takes. */
  readonly body?: { readonly isOptional?: boolean; readonly content: ApiContent };
  /** Its successful answers by status. */
  readonly answers: Readonly<Record<number, ApiAnswer>>;
  /** When it fails in its own ways, by status; all answer a problem document. */
  readonly problems?: Readonly<Record<number, string>>;
}

/** The operations of one subject. */
export interface ApiGroup {
  /** The subject, as documents and pages name it. */
  readonly name: string;
  /** What it is about. */
  readonly description: string;
  /** What can be done with it. */
  readonly operations: readonly ApiOperation[];
  /** The schemas that have a name in the document. */
  readonly schemas: Readonly<Record<string, z.ZodType>>;
}

/**
 * Splits an operation's line.
 *
 * @param operation The operation.
 * @returns Its method and its path.
 */
export function methodAndPath({ line }: Pick<ApiOperation, "line">): {
  readonly method: string;
  readonly path: string;
} {
  const [method = "", path = ""] = line.split(" ");
  return { method, path };
}
