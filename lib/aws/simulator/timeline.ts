interface Event {
  readonly atMs: number;
  readonly run: (atMs: number) => void;
}

/**
 * What is to happen later. There are no timers: whoever looks at the state first lets everything
 * happen that is due, in the order of its times.
 */
export class Timeline {
  /** Latest first, so the next event is taken from the end. */
  readonly #events: Event[] = [];

  /**
   * Plans an event.
   *
   * @param atMs When, in ms since 1970.
   * @param run What happens; it is given its own time.
   */
  at(atMs: number, run: (atMs: number) => void): void {
    let [low, high] = [0, this.#events.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const event = this.#events[middle];
      if (event && event.atMs > atMs) low = middle + 1;
      else high = middle;
    }
    this.#events.splice(low, 0, { atMs, run });
  }

  /**
   * Lets everything happen that is due, what that plans for the same time included.
   *
   * @param nowMs The time, in ms since 1970.
   */
  advance(nowMs: number): void {
    for (let next = this.#events.at(-1); next && next.atMs <= nowMs; next = this.#events.at(-1)) {
      this.#events.pop();
      next.run(next.atMs);
    }
  }
}
