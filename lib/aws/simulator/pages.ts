import { createHash } from "node:crypto";
import type { SeededRandom } from "./seeded_random.ts";

/** How often a page is empty although more follows, as AWS allows. */
const EMPTY_PAGE_RATE = 0.03;

/** A page, with the token of the next when there is one. */
export interface PageOf<T> {
  readonly items: readonly T[];
  readonly nextToken?: string;
}

/**
 * Cuts a page out of a list. Its token is bound to the question: another operation, account or
 * filter refuses it. Some pages are empty although more follows.
 *
 * @param all The whole list.
 * @param options The question, the token and size asked for, and the refusal of a wrong token.
 * @returns The page.
 */
export function pageOf<T>(
  all: readonly T[],
  { question, nextToken, size, random, refuse }: {
    readonly question: readonly unknown[];
    readonly nextToken: string | undefined;
    readonly size: number;
    readonly random: SeededRandom;
    readonly refuse: () => Error;
  },
): PageOf<T> {
  const sign = (position: string) =>
    createHash("sha256").update(JSON.stringify([position, question])).digest("base64url");
  const [position = "0", signature] = (nextToken ?? "").split(".");
  if (nextToken !== undefined && signature !== sign(position)) throw refuse();
  const start = Number.parseInt(nextToken === undefined ? "0" : position, 36);
  // The token after an empty page is spelled differently, so the same place is not empty twice.
  const mayBeEmpty = nextToken !== undefined && !position.startsWith("0");
  const next = (offset: string) => ({ nextToken: `${offset}.${sign(offset)}` });
  if (mayBeEmpty && random.unit(`page:${nextToken}`) < EMPTY_PAGE_RATE) {
    return { items: [], ...next(`0${position}`) };
  }
  const end = start + size;
  return {
    items: all.slice(start, end),
    ...(end < all.length && next(end.toString(36))),
  };
}
