import { AppError, quoted } from "@/lib/base/mod.ts";

/** One entity tag (RFC 9110, 8.8.3). */
const TAG = /(?:W\/)?"[\x21\x23-\x7e]*"/g;
const STRONG_TAG = /^"([\x21\x23-\x7e]*)"$/;

/**
 * Makes the entity tag of an answer that is the same, byte for byte, as long as the version is.
 *
 * @param version The version.
 * @returns The value of `ETag`.
 */
export function strongTag(version: string): string {
  return `"${version}"`;
}

/**
 * Makes the entity tag of an answer of which parts may change without a new version, such as when
 * AWS was last asked.
 *
 * @param version The version.
 * @returns The value of `ETag`.
 */
export function weakTag(version: number): string {
  return `W/"${version}"`;
}

/**
 * Reads the version that a client wants to replace or delete (RFC 9110, 13.1.1). `*` and lists are
 * refused: they would overwrite what the client has not seen.
 *
 * @param headers The request's headers.
 * @returns The version inside the strong tag of `If-Match`.
 * @throws {AppError} `precondition_required` (428, RFC 6585) without `If-Match`, `stale` (412) when
 * it is anything but one strong tag.
 */
export function expectedVersion(headers: Headers): string {
  const tag = headers.get("if-match");
  if (tag === null) {
    throw new AppError("Cannot replace without If-Match: expected the ETag that GET gave", {
      code: "precondition_required",
      status: 428,
      publicMessage: "The header If-Match is missing. Give the ETag that GET gave.",
    });
  }
  const [, version] = STRONG_TAG.exec(tag.trim()) ?? [];
  if (version === undefined) throw stale(`Cannot match ${quoted(tag)}: expected one strong ETag`);
  return version;
}

/**
 * Makes the error of a write to something that somebody else has changed.
 *
 * @param message What was expected, for the log.
 * @returns `stale` (412).
 */
export function stale(message: string): AppError {
  return new AppError(message, {
    code: "stale",
    status: 412,
    publicMessage: "It has changed since it was read. Read it again, then repeat the change.",
  });
}

/**
 * Tells whether the client has the current answer already (RFC 9110, 13.1.2).
 *
 * @param headers The request's headers.
 * @param tag The tag of the current answer.
 * @returns Whether `If-None-Match` names it, by the weak comparison, or is `*`.
 */
export function isKnown(headers: Headers, tag: string): boolean {
  const known = headers.get("if-none-match") ?? "";
  if (known.trim() === "*") return true;
  return (known.match(TAG) ?? []).some((each) => opaque(each) === opaque(tag));
}

function opaque(tag: string): string {
  return tag.replace(/^W\//, "");
}
