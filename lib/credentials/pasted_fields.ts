import { z } from "zod";

/** The values found in a text, not yet judged. */
export interface PastedFields {
  /** The access key id. */
  readonly accessKeyId?: string | undefined;
  /** The secret access key. */
  readonly secretAccessKey?: string | undefined;
  /** The session token, in one piece. */
  readonly sessionToken?: string | undefined;
  /** As it was written: ISO 8601, or ms since 1970. */
  readonly expiration?: string | undefined;
}

/** The fields, or the one that stands there twice with different values. */
export type FieldSearch =
  | { readonly kind: "found"; readonly fields: PastedFields }
  | { readonly kind: "ambiguous"; readonly field: keyof PastedFields }
  | { readonly kind: "unreadable" };

/** Names without case, punctuation and the prefix "aws". */
const FIELDS: ReadonlyMap<string, keyof PastedFields> = new Map([
  ["accesskeyid", "accessKeyId"],
  ["accesskey", "accessKeyId"],
  ["secretaccesskey", "secretAccessKey"],
  ["secretkey", "secretAccessKey"],
  ["sessiontoken", "sessionToken"],
  ["securitytoken", "sessionToken"],
  ["expiration", "expiration"],
  ["credentialexpiration", "expiration"],
]);

/** `NAME=`, also behind `export`, `set "` and `$Env:`. */
const ASSIGNMENT = /^(?:export\s+|set\s+"?|\$env:)?(\w+)\s*=(.*)$/i;

const jsonObject = z.record(z.string(), z.unknown());

/**
 * Finds credentials in text of any accepted form: the CLI's JSON, an INI block, assignments of
 * bash, cmd or PowerShell, or three values with white space between them.
 *
 * @param text What was pasted.
 * @returns The values by field.
 */
export function findFields(text: string): FieldSearch {
  const trimmed = text.trim();
  if (trimmed.startsWith("{")) return fromJson(trimmed);
  const pairs = trimmed.split(/\r?\n/).flatMap(assignmentOf);
  return pairs.length > 0 ? collected(pairs) : fromWords(trimmed);
}

function fromJson(text: string): FieldSearch {
  const parsed = jsonObject.safeParse(jsonOf(text));
  if (!parsed.success) return { kind: "unreadable" };
  const nested = Object.entries(parsed.data).find(([name]) =>
    ["credentials", "rolecredentials"].includes(name.toLowerCase())
  );
  const fields = jsonObject.safeParse(nested ? nested[1] : parsed.data);
  if (!fields.success) return { kind: "unreadable" };
  return collected(
    Object.entries(fields.data).flatMap(([name, value]) =>
      typeof value === "string" || typeof value === "number" ? pairOf(name, String(value)) : []
    ),
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message quotes the text, which is secret.
    return undefined;
  }
}

function assignmentOf(line: string): readonly (readonly [keyof PastedFields, string])[] {
  const [, name = "", value = ""] = ASSIGNMENT.exec(line.trim()) ?? [];
  return pairOf(name, value.trim().replace(/;$/, "").replace(/^["']|["']$/g, ""));
}

function pairOf(name: string, value: string): readonly (readonly [keyof PastedFields, string])[] {
  const field = FIELDS.get(name.toLowerCase().replaceAll(/[^a-z]/g, "").replace(/^aws/, ""));
  return field ? [[field, value.trim()]] : [];
}

/** A terminal may have broken the last value over several lines. */
function fromWords(text: string): FieldSearch {
  const [accessKeyId, secretAccessKey, ...token] = text.split(/\s+/);
  if (!secretAccessKey) return { kind: "unreadable" };
  const sessionToken = token.join("") || undefined;
  return { kind: "found", fields: { accessKeyId, secretAccessKey, sessionToken } };
}

/** Two profiles in one text must never be mixed. */
function collected(pairs: readonly (readonly [keyof PastedFields, string])[]): FieldSearch {
  const fields = new Map<keyof PastedFields, string>();
  for (const [field, value] of pairs) {
    if ((fields.get(field) ?? value) !== value) return { kind: "ambiguous", field };
    fields.set(field, value);
  }
  return { kind: "found", fields: Object.fromEntries(fields) };
}
