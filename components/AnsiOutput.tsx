import type { JSX } from "preact";
import type { OutputRow } from "@/lib/reports/view.ts";
import { TextMark } from "./TextMark.tsx";

/** What a server printed. */
export interface AnsiOutputProps {
  /** Names it for those who cannot see it. */
  readonly label: string;
  readonly rows: readonly OutputRow[];
}

/** Output as a terminal would colour it: elements and classes, links as plain text. */
export function AnsiOutput({ label, rows }: AnsiOutputProps): JSX.Element {
  return (
    <div class="output ansi" role="group" aria-label={label} tabindex={0}>
      {rows.map(({ number, spans }, index) => (
        <div key={index} class="output-row" data-line={number ?? ""}>
          {spans.map(({ text, style }, place) => (
            <span key={place} class={style || undefined}>
              <TextMark text={text} />
            </span>
          ))}
        </div>
      ))}
    </div>
  );
}
