import type { AwsCredentials } from "@/lib/aws/mod.ts";
import { type FieldError, KIB, Secret } from "@/lib/base/mod.ts";
import { findFields, type PastedFields } from "./pasted_fields.ts";

/** Credentials of the right form; AWS has not been asked yet. */
export interface PastedCredentials {
  /** What signs requests. */
  readonly credentials: AwsCredentials;
  /** When they end, if the text told, in ms since 1970. */
  readonly expiresAtMs: number | null;
  /** `AKIA` keys never end by themselves: to be warned of. */
  readonly isLongTerm: boolean;
}

/** Credentials, or which fields are wrong and why, without their values. */
export type CredentialsParse =
  | { readonly kind: "parsed"; readonly pasted: PastedCredentials }
  | { readonly kind: "refused"; readonly problems: readonly FieldError[] };

const MAX_TEXT_CHARACTERS = 16 * KIB;
const ACCESS_KEY_ID = /^(?:AKIA|ASIA)[A-Z0-9]{16}$/;
const SECRET_ACCESS_KEY = /^[A-Za-z0-9/+=]{40}$/;
const SESSION_TOKEN = /^[A-Za-z0-9/+=_-]{16,}$/;

/**
 * Parses pasted credentials of any accepted form (AWS CLI User Guide, "Configuration and credential
 * file settings"; IAM User Guide, "IAM identifiers").
 *
 * @param text What was pasted.
 * @param time The wall time in ms since 1970, to refuse what has expired.
 * @returns The credentials, or every field that is wrong.
 */
export function parseCredentials(
  text: string,
  { nowMs }: { readonly nowMs: number },
): CredentialsParse {
  if (text.trim() === "") return refused("credentials", "Nothing was pasted");
  if (text.length > MAX_TEXT_CHARACTERS) {
    return refused("credentials", `The text is longer than ${MAX_TEXT_CHARACTERS} characters`);
  }
  const search = findFields(text);
  switch (search.kind) {
    case "found":
      return checkCredentials(search.fields, { nowMs });
    case "ambiguous":
      return refused(search.field, "Two different values were pasted; expected one profile alone");
    case "unreadable":
      return refused(
        "credentials",
        "The text is in no known form; expected the CLI's JSON, a profile, export or set lines, " +
          "or access key, secret and token with spaces between them",
      );
  }
}

/**
 * Checks credentials that came as separate fields.
 *
 * @param fields The values.
 * @param time The wall time in ms since 1970, to refuse what has expired.
 * @returns The credentials, or every field that is wrong.
 */
export function checkCredentials(
  fields: PastedFields,
  { nowMs }: { readonly nowMs: number },
): CredentialsParse {
  const { accessKeyId = "", secretAccessKey = "", sessionToken, expiration } = fields;
  const expiresAtMs = expiration ? timeOf(expiration) : null;
  const reasons: Readonly<Record<keyof PastedFields, string | undefined>> = {
    accessKeyId: accessKeyIdProblem(accessKeyId),
    secretAccessKey: secretProblem(secretAccessKey),
    sessionToken: tokenProblem(sessionToken, { isNeeded: accessKeyId.startsWith("ASIA") }),
    expiration: expirationProblem(expiresAtMs, nowMs),
  };
  const problems = Object.entries(reasons).flatMap(([path, message]) =>
    message ? [{ path, message }] : []
  );
  if (problems.length > 0) return { kind: "refused", problems };
  const credentials = {
    accessKeyId,
    secretAccessKey: new Secret(secretAccessKey),
    ...(sessionToken ? { sessionToken: new Secret(sessionToken) } : {}),
  };
  const isLongTerm = !sessionToken;
  return { kind: "parsed", pasted: { credentials, expiresAtMs, isLongTerm } };
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

/** IAM Identity Center writes ms since 1970, everything else ISO 8601. */
function timeOf(text: string): number {
  return /^\d{12,14}$/.test(text) ? Number(text) : Date.parse(text);
}

function refused(path: string, message: string): CredentialsParse {
  return { kind: "refused", problems: [{ path, message }] };
}
