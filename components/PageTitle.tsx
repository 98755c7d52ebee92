import type { JSX } from "preact";
import { Head } from "fresh/runtime";

/** The document's title, as each page has it. */
export function PageTitle({ children }: { children: string }): JSX.Element {
  return (
    <Head>
      <title>{`${children} · PCM-Ops Tools`}</title>
    </Head>
  );
}
