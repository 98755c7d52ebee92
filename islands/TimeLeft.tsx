import type { JSX } from "preact";
import { leftText, useTimeLeft } from "@/components/time_left.ts";

/** The time until credentials end, kept true while the page is open. */
export default function TimeLeft({ leftMs }: { leftMs: number }): JSX.Element {
  const nowLeftMs = useTimeLeft(leftMs);
  return <span>{leftText(nowLeftMs)}</span>;
}
