import { lookup } from "mrmime";

const TEXT = /^text\/|^application\/(?:json|manifest\+json|javascript)$|^text$/;

/** Types where the table of the library differs from what the contract asks for (8.9). */
const OVERRIDES: Readonly<Record<string, string>> = {
  ico: "image/vnd.microsoft.icon",
  js: "text/javascript",
  mjs: "text/javascript",
  ts: "video/mp2t",
  xml: "application/xml",
  yaml: "text/yaml",
  yml: "text/yaml",
};

/** The content type of a file by its extension; plain text when it is not known. */
export function contentType(path: string): string {
  const extension = /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? "";
  const type = OVERRIDES[extension] ?? lookup(extension);
  if (!type) return "text/plain";
  return TEXT.test(type) && extension !== "xml" ? `${type}; charset=UTF-8` : type;
}
