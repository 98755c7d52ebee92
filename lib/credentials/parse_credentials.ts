import type { AwsCredentials } from "@/lib/aws/mod.ts";
import { type FieldError, Secret } from "@/lib/base/mod.ts";
import { expirationMs, fieldProblems, type PastedFields, readPaste } from "./view.ts";

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

/**
 * Parses pasted credentials of any accepted form.
 *
 * @param text What was pasted.
 * @param time The wall time in ms since 1970, to refuse what has expired.
 * @returns The credentials, or every field that is wrong.
 */
export function parseCredentials(
  text: string,
  { nowMs }: { readonly nowMs: number },
): CredentialsParse {
  const reading = readPaste(text);
  if (reading.kind === "unreadable") return { kind: "refused", problems: [reading.problem] };
  return checkCredentials(reading.fields, { nowMs });
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
  const problems = fieldProblems(fields, { nowMs });
  if (problems.length > 0) return { kind: "refused", problems };
  const { accessKeyId = "", secretAccessKey = "", sessionToken } = fields;
  const credentials = {
    accessKeyId,
    secretAccessKey: new Secret(secretAccessKey),
    ...(sessionToken ? { sessionToken: new Secret(sessionToken) } : {}),
  };
  return {
    kind: "parsed",
    pasted: { credentials, expiresAtMs: expirationMs(fields), isLongTerm: !sessionToken },
  };
}
