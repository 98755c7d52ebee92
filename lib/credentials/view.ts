/**
 * Credentials as pasted text: found and judged, in the page as on the server. Nothing here keeps,
 * sends or quotes a value.
 */
import { type FieldError, KIB } from "@/lib/base/view.ts";

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

/** The values of a text, or why it cannot be read. */
export type PasteReading =
  | { readonly kind: "found"; readonly fields: PastedFields }
  | { readonly kind: "unreadable"; readonly problem: FieldError };

type Pair = readonly [keyof PastedFields, string];

const MAX_TEXT_CHARACTERS = 16 * KIB;
const ACCESS_KEY_ID = /^(?:AKIA|ASIA)[A-Z0-9]{16}$/;
const SECRET_ACCESS_KEY = /^[A-Za-z0-9/+=]{40}$/;
const SESSION_TOKEN = /^[A-Za-z0-9/+=_-]{16,}$/;

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

/**
 * Finds credentials in text of any accepted form: the CLI's JSON, an INI block, assignments of
 * bash, cmd or PowerShell, or three values with white space between them (AWS CLI User Guide,
 * "Configuration and credential file settings").
 *
 * @param text What was pasted.
 * @returns The values by field, or why there are none.
 */
export function readPaste(text: string): PasteReading {
  const trimmed = text.trim();
  if (trimmed === "") return unreadable("credentials", "Nothing was pasted");
  if (text.length > MAX_TEXT_CHARACTERS) {
    return unreadable("credentials", `The text is longer than ${MAX_TEXT_CHARACTERS} characters`);
  }
  if (trimmed.startsWith("{")) return fromJson(trimmed);
  const pairs = trimmed.split(/\r?\n/).flatMap(assignmentOf);
  return pairs.length > 0 ? collected(pairs) : fromWords(trimmed);
}

/**
 * Judges the form of credentials (IAM User Guide, "IAM identifiers"); AWS is not asked.
 *
 * @param fields The values.
 * @param time The wall time in ms since 1970, to refuse what has expired.
 * @returns Every field that is wrong and why; empty when all are right.
 */
export function fieldProblems(
  fields: PastedFields,
  { nowMs }: { readonly nowMs: number },
): readonly FieldError[] {
  const { accessKeyId = "", secretAccessKey = "", sessionToken } = fields;
  const reasons: Readonly<Record<keyof PastedFields, string | undefined>> = {
    accessKeyId: accessKeyIdProblem(accessKeyId),
    secretAccessKey: secretProblem(secretAccessKey),
    sessionToken: tokenProblem(sessionToken, { isNeeded: accessKeyId.startsWith("ASIA") }),
    expiration: expirationProblem(expirationMs(fields), nowMs),
  };
  return Object.entries(reasons).flatMap(([path, message]) => message ? [{ path, message }] : []);
}

/**
 * Reads when credentials end. IAM Identity Center writes ms since 1970, everything else ISO 8601.
 *
 * @param fields The values.
 * @returns Ms since 1970, NaN when what is told is no time, `null` when nothing is told.
 */
export function expirationMs({ expiration }: PastedFields): number | null {
  if (!expiration) return null;
  return /^\d{12,14}$/.test(expiration) ? Number(expiration) : Date.parse(expiration);
}

function fromJson(text: string): PasteReading {
  const outer = jsonObjectOf(text);
  if (!outer) return unknownForm();
  const nested = Object.entries(outer).find(([name]) =>
    ["credentials", "rolecredentials"].includes(name.toLowerCase())
  );
  const inner = nested ? nested[1] : outer;
  if (!isObject(inner)) return unknownForm();
  return collected(
    Object.entries(inner).flatMap(([name, value]) =>
      typeof value === "string" || typeof value === "number" ? pairOf(name, String(value)) : []
    ),
  );
}

function jsonObjectOf(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    // The parser's message quotes the text, which is secret.
    return null;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function assignmentOf(line: string): readonly Pair[] {
  const [, name = "", value = ""] = ASSIGNMENT.exec(line.trim()) ?? [];
  return pairOf(name, value.trim().replace(/;$/, "").replace(/^["']|["']$/g, ""));
}

function pairOf(name: string, value: string): readonly Pair[] {
  const field = FIELDS.get(name.toLowerCase().replaceAll(/[^a-z]/g, "").replace(/^aws/, ""));
  return field ? [[field, value.trim()]] : [];
}

/** A terminal may have broken the last value over several lines. */
function fromWords(text: string): PasteReading {
  const [accessKeyId, secretAccessKey, ...token] = text.split(/\s+/);
  if (!secretAccessKey) return unknownForm();
  const sessionToken = token.join("") || undefined;
  return { kind: "found", fields: { accessKeyId, secretAccessKey, sessionToken } };
}

/** Two profiles in one text must never be mixed. */
function collected(pairs: readonly Pair[]): PasteReading {
  const fields = new Map<keyof PastedFields, string>();
  for (const [field, value] of pairs) {
    if ((fields.get(field) ?? value) !== value) {
      return unreadable(field, "Two different values were pasted; expected one profile alone");
    }
    fields.set(field, value);
  }
  return { kind: "found", fields: Object.fromEntries(fields) };
}

function accessKeyIdProblem(value: string): string | undefined {
  if (ACCESS_KEY_ID.test(value)) return undefined;
  const expected = "expected AKIA or ASIA and 16 capital letters or digits";
  return `The access key id ${fault(value)}; ${expected}`;
}

function secretProblem(value: string): string | undefined {
  if (SECRET_ACCESS_KEY.test(value)) return undefined;
  return `The secret access key ${fault(value)}; expected 40 characters of A-Z a-z 0-9 / + =`;
}

function tokenProblem(
  value: string | undefined,
  { isNeeded }: { readonly isNeeded: boolean },
): string | undefined {
  if (!value) {
    return isNeeded ? "The session token is missing; keys that begin with ASIA need it" : undefined;
  }
  if (SESSION_TOKEN.test(value)) return undefined;
  return `The session token ${
    fault(value)
  }; expected at least 16 characters of A-Z a-z 0-9 / + = _ -`;
}

function expirationProblem(expiresAtMs: number | null, nowMs: number): string | undefined {
  if (expiresAtMs === null || expiresAtMs > nowMs) return undefined;
  if (Number.isNaN(expiresAtMs)) {
    return "The expiration is no time; expected ISO 8601 such as 2026-11-23T14:32:00Z";
  }
  return `The credentials expired at ${new Date(expiresAtMs).toISOString()}; expected fresh ones`;
}

/** A length tells what was cut off, and gives nothing away. */
function fault(value: string): string {
  return value === "" ? "is missing" : `has ${value.length} characters and the wrong form`;
}

function unknownForm(): PasteReading {
  return unreadable(
    "credentials",
    "The text is in no known form; expected the CLI's JSON, a profile, export or set lines, " +
      "or access key, secret and token with spaces between them",
  );
}

function unreadable(path: string, message: string): PasteReading {
  return { kind: "unreadable", problem: { path, message } };
}
