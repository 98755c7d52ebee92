import type { FieldError } from "./app_error.ts";

const MAX_ERRORS = 100;
const MAX_MESSAGE_CHARACTERS = 300;
const MAX_NAME_CHARACTERS = 50;
const MAX_NAMES = 5;

/** Control and format characters: what terminals obey, and what turns the reading direction. */
const INVISIBLE = /[\p{Cc}\p{Cf}]/gu;

/** What a zod schema objects to; zod itself is not for browsers. */
interface SchemaIssue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  /** The names that a strict object does not have. */
  readonly keys?: readonly string[];
}

/**
 * Says what a schema objects to.
 *
 * @param error The error of a zod schema.
 * @returns The invalid fields by path, at most the first hundred.
 */
export function fieldErrors(
  { issues }: { readonly issues: readonly SchemaIssue[] },
): readonly FieldError[] {
  return issues.slice(0, MAX_ERRORS).map((issue) => ({
    path: issue.path.map((name) => fieldName(String(name))).join("."),
    message: messageOf(issue).slice(0, MAX_MESSAGE_CHARACTERS),
  }));
}

/**
 * Makes the name of a field fit for an answer, since its sender may have made it up.
 *
 * @param name The name.
 * @returns At most 50 characters of it, and none that cannot be seen.
 */
export function fieldName(name: string): string {
  const seen = name.replaceAll(INVISIBLE, "");
  const isWhole = seen.length <= MAX_NAME_CHARACTERS;
  return (isWhole ? seen : `${seen.slice(0, MAX_NAME_CHARACTERS)}…`).toWellFormed();
}

function messageOf({ message, keys }: SchemaIssue): string {
  if (!keys) return message;
  const names = keys.slice(0, MAX_NAMES).map((name) => `"${fieldName(name)}"`).join(", ");
  const more = keys.length > MAX_NAMES ? ` and ${keys.length - MAX_NAMES} more` : "";
  return `Unrecognized key${keys.length > 1 ? "s" : ""}: ${names}${more}`;
}
