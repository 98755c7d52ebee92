import { formatDuration } from "@/lib/base/mod.ts";
import type { Notice } from "./sign_in_page.ts";

/** What the server knows beside the address. */
interface Known {
  /** The limit without use, in ms. */
  readonly idleMs: number;
  /** The limit that ended the session of this very request. */
  readonly ended: string | null;
}

const ENDED: ReadonlyMap<string, Notice> = new Map([
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
export function noticesOf(query: URLSearchParams, known: Known): readonly Notice[] {
  const word = query.get("ended") ?? known.ended ?? "";
  const ended = ENDED.get(word) ?? endOf(word, { query, known });
  const cautions = query.getAll("caution").flatMap((word) => CAUTIONS.get(word) ?? []);
  return [...ended ? [ended] : [], ...cautions];
}

/** A limit ended the session; what a form held then was not kept, and nothing was done. */
function endOf(
  limit: string,
  { query, known: { idleMs } }: { readonly query: URLSearchParams; readonly known: Known },
): Notice | null {
  const reason = reasonOf(limit, idleMs);
  if (query.has("unsent")) {
    const why = reason ?? "You were signed out meanwhile.";
    const text = `Your form was not sent. ${why} Sign in and send it again.`;
    return { kind: "warning", text };
  }
  return reason === null ? null : { kind: "warning", text: `${reason} Sign in again.` };
}

function reasonOf(limit: string, idleMs: number): string | null {
  if (limit === "idle") return `Your session ended (${formatDuration(idleMs)} without use).`;
  return limit === "absolute" ? "Your session reached its longest time." : null;
}
