import { before, LATE } from "./deadline.ts";

/**
 * Lets the tasks of one process take turns on a key. A task with several keys takes its place in
 * all of their queues at once, so no two tasks can wait for each other.
 */
export class KeyQueue {
  readonly #tails = new Map<string, Promise<unknown>>();

  /**
   * Runs a task when all earlier tasks on its keys have ended.
   *
   * @param keys The keys the task is about.
   * @param task What to do; what it throws is the caller's.
   * @param limits How long to wait for the turn, in ms.
   * @returns What the task gives, or `LATE` when its turn did not come; it is not run then.
   */
  async run<T>(
    keys: readonly Deno.KvKey[],
    task: () => Promise<T>,
    { limitMs }: { readonly limitMs: number },
  ): Promise<T | typeof LATE> {
    // Keys that look alike as text share a queue, which costs time only.
    const names = keys.map((key) => key.join("\0"));
    const earlier = Promise.all(names.map((name) => this.#tails.get(name)));
    const own = Promise.withResolvers<unknown>();
    for (const name of names) this.#tails.set(name, own.promise);
    try {
      return await before(earlier, { limitMs }) === LATE ? LATE : await task();
    } finally {
      own.resolve(earlier);
      own.promise.then(() => this.#forget(names, own.promise));
    }
  }

  #forget(names: readonly string[], tail: Promise<unknown>): void {
    for (const name of names) if (this.#tails.get(name) === tail) this.#tails.delete(name);
  }
}
