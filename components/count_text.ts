/**
 * Writes how many there are, for people.
 *
 * @param count How many.
 * @param word The word for one of them.
 * @returns Such as `1 instance` or `1,200 instances`.
 */
export function countText(count: number, word: string): string {
  return `${count.toLocaleString("en-US")} ${word}${count === 1 ? "" : "s"}`;
}
