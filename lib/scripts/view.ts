/** What pages know of scripts; types alone, so a browser may load them. */

/** A parameter of a script, as a form asks for it. */
export interface ParameterField {
  /** Its name in the request. */
  readonly name: string;
  /** Its name for people. */
  readonly label: string;
  /** What it means; may be empty. */
  readonly hint: string;
  /** What is entered: a text, a whole number, or one of `choices`. */
  readonly kind: "text" | "number" | "choice";
  /** What may be chosen; empty for other kinds. */
  readonly choices: readonly string[];
  /** What holds when nothing is entered; empty for none. */
  readonly initial: string;
  /** Whether something has to be entered. */
  readonly isRequired: boolean;
}
