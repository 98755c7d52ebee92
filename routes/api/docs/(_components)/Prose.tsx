import { Fragment, type JSX } from "preact";

/** Text of the document, in which backticks mark code (CommonMark, as OpenAPI has it). */
export function Prose({ text = "" }: { text?: string | undefined }): JSX.Element {
  return (
    <>
      {text.split("`").map((part, index) =>
        index % 2 === 0 ? <Fragment key={index}>{part}</Fragment> : <code key={index}>{part}</code>
      )}
    </>
  );
}
