/**
 * Makes a value when it is first asked for, once.
 *
 * @param make Makes the value.
 * @returns Gives the value; a failure is not kept, so the next call tries again.
 */
export function lazy<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((cause) => {
      made = undefined;
      throw cause;
    });
    return made;
  };
}
