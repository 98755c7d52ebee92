import { Fragment, type JSX } from "preact";

/** Text that came from elsewhere. */
export interface TextMarkProps {
  readonly text: string;
}

/** Characters that are not seen, or that turn the order of those around them. */
const UNSEEN =
  /[\p{Cc}\p{Cf}\p{Cs}\u115F\u1160\u2028\u2029\u3164\uFFA0\u{FE00}-\u{FE0F}\u{E0100}-\u{E01EF}]/u;

/** Letters that look like Latin ones where they stand among them (Unicode TR 39, mixed scripts). */
const LOOKALIKE = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}]/u;
const LATIN = /\p{Script=Latin}/u;

/** Foreign text as it is, with what deceives the eye marked: nothing is hidden, nothing turned. */
export function TextMark({ text }: TextMarkProps): JSX.Element {
  return <bdi>{piecesOf(text).map(markPiece)}</bdi>;
}

interface Piece {
  readonly text: string;
  readonly isMarked: boolean;
}

function piecesOf(text: string): readonly Piece[] {
  const isMixed = LATIN.test(text);
  const pieces: Piece[] = [];
  for (const character of text) {
    const isMarked = UNSEEN.test(character) || (isMixed && LOOKALIKE.test(character));
    const last = pieces.at(-1);
    if (last && !last.isMarked && !isMarked) {
      pieces[pieces.length - 1] = { text: last.text + character, isMarked };
    } else pieces.push({ text: character, isMarked });
  }
  return pieces;
}

function markPiece({ text, isMarked }: Piece, index: number) {
  // In a fragment, since precompiled JSX escapes an array's strings twice.
  if (!isMarked) return <Fragment key={index}>{text}</Fragment>;
  const code = `U+${text.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0")}`;
  const isUnseen = UNSEEN.test(text);
  return (
    <span
      key={index}
      class="text-mark"
      title={isUnseen ? `Hidden character ${code}` : `${code}: no Latin letter`}
    >
      {isUnseen ? code : text}
    </span>
  );
}
