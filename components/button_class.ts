/**
 * Names the look of a button or of a link like one.
 *
 * @param isNext Whether it is what comes next: a page has one solid button.
 * @returns CSS classes.
 */
export function buttonClass(isNext: boolean): string {
  return `btn btn-${isNext ? "primary" : "outline-secondary"}`;
}
