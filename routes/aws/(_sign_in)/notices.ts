import type { Notice } from "./sign_in_page.ts";

const ENDED: ReadonlyMap<string, Notice> = new Map([
  ["idle", {
    kind: "warning",
    text: "The session ended because it was not used for a while. Sign in again.",
  }],
  ["absolute", {
    kind: "warning",
    text: "The session reached its longest time. Sign in again.",
  }],
  ["expired", {
    kind: "warning",
    text: "The AWS credentials ended. Paste fresh ones to go on.",
  }],
  ["signed-out", {
    kind: "success",
    text: "You are signed out. The credentials are erased.",
  }],
  ["forgotten", { kind: "success", text: "The credentials are erased." }],
]);

const CAUTIONS: ReadonlyMap<string, Notice> = new Map([
  ["long-term", {
    kind: "warning",
    text: "You are signed in with a long-term key. It never ends by itself: " +
      "use temporary credentials where you can.",
  }],
  ["not-listed", {
    kind: "warning",
    text: "This account is not on the list of allowed accounts; for now that is only reported.",
  }],
]);

/** Says why the session ended and what to know of a sign-in, by the words in the address. */
export function noticesOf(query: URLSearchParams): readonly Notice[] {
  const ended = ENDED.get(query.get("ended") ?? "");
  const cautions = query.getAll("caution").flatMap((word) => CAUTIONS.get(word) ?? []);
  return [...ended ? [ended] : [], ...cautions];
}
