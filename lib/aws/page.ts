/** One page of a list. A page may be empty and still have a successor. */
export interface Page<T> {
  /** The entries of this page, in the order AWS gave. */
  readonly items: readonly T[];
  /** Asks for the next page; absent on the last. */
  readonly nextToken?: string | undefined;
}
