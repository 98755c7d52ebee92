import { fieldProblems, type PastedFields, readPaste } from "@/lib/credentials/view.ts";
import type { Kind } from "./Chip.tsx";

/** What is to be said of one part of the pasted text; never its value. */
export interface CredentialVerdict {
  readonly kind: Extract<Kind, "success" | "failed" | "warning">;
  readonly text: string;
}

const LABELS: Readonly<Record<keyof PastedFields, string>> = {
  accessKeyId: "access key",
  secretAccessKey: "secret key",
  sessionToken: "session token",
  expiration: "not expired",
};

const FIELDS = ["accessKeyId", "secretAccessKey", "sessionToken", "expiration"] as const;

/**
 * Judges pasted text while it is typed, by the rules that the server applies too.
 *
 * @param text What stands in the box.
 * @param time The wall time in ms since 1970.
 * @returns What is there and what is wrong; empty while nothing was pasted.
 */
export function verdictsOf(
  text: string,
  { nowMs }: { readonly nowMs: number },
): readonly CredentialVerdict[] {
  if (text.trim() === "") return [];
  const reading = readPaste(text);
  if (reading.kind === "unreadable") return [failed(reading.problem.message)];
  const { fields } = reading;
  const problems = new Map(
    fieldProblems(fields, { nowMs }).map((problem) => [
      problem.path,
      problem.message,
    ]),
  );
  const verdicts = FIELDS.flatMap((field) => verdictOn(field, { fields, problems }));
  return fields.sessionToken || problems.size > 0 ? verdicts : [...verdicts, LONG_TERM];
}

const LONG_TERM: CredentialVerdict = {
  kind: "warning",
  text: "long-term key: it never ends by itself; use temporary credentials where you can",
};

function verdictOn(
  field: keyof PastedFields,
  { fields, problems }: {
    readonly fields: PastedFields;
    readonly problems: ReadonlyMap<string, string>;
  },
): readonly CredentialVerdict[] {
  const problem = problems.get(field);
  if (problem) return [failed(problem)];
  return fields[field] ? [{ kind: "success", text: LABELS[field] }] : [];
}

/** "The access key is missing" reads as a chip without its article. */
function failed(message: string): CredentialVerdict {
  return { kind: "failed", text: message.replace(/^The /, "") };
}
