import { lookup } from "mrmime";

const TEXT = /^text\/|^application\/(?:json|manifest\+json)$/;

/** Types where the table of the library differs from what the contract asks for (8.9). */
const OVERRIDES: Readonly<Record<string, string>> = {
  ico: "image/vnd.microsoft.icon",
  xml: "application/xml",
};

/** The content type of a file by its extension; plain text when it is not known. */
export function contentType(path: string): string {
  const extension = /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? "";
  const type = OVERRIDES[extension] ?? lookup(extension);
  if (!type) return "text/plain";
  return TEXT.test(type) ? `${type}; charset=UTF-8` : type;
}
