import type { JSX } from "preact";

/** What is wrong with a form. */
export interface ErrorSummaryProps {
  /** `path` is the id of the field at fault; empty when it is none. */
  readonly errors: readonly { readonly path: string; readonly message: string }[];
}

/** All that is wrong with a form, above it; each line leads to its field. */
export function ErrorSummary({ errors }: ErrorSummaryProps): JSX.Element | null {
  if (errors.length === 0) return null;
  return (
    <section class="error-summary" role="alert" tabindex={-1} autofocus>
      <h2>{errors.length === 1 ? "There is a problem" : `There are ${errors.length} problems`}</h2>
      <ul>
        {errors.map(({ path, message }) => (
          <li key={`${path} ${message}`}>
            {path ? <a href={`#${path}`}>{message}</a> : message}
          </li>
        ))}
      </ul>
    </section>
  );
}
