import type { SeededRandom } from "./seeded_random.ts";

/** A time at real speed, in ms: the least and the most. */
export type Span = readonly [leastMs: number, mostMs: number];

/** Says how long things take, by chance and by the simulator's speed. */
export class Pace {
  readonly #random: SeededRandom;
  readonly #speed: number;

  /**
   * Makes the pace of one simulated AWS.
   *
   * @param random Where chance comes from.
   * @param speed How many times faster than real everything goes.
   */
  constructor(random: SeededRandom, speed: number) {
    this.#random = random;
    this.#speed = speed;
  }

  /** Draws a number in [0, 1) that depends on the key alone. */
  chance(key: string): number {
    return this.#random.unit(key);
  }

  /** Turns ms at real speed into ms of the clock. */
  scaled(realMs: number): number {
    return realMs / this.#speed;
  }

  /** Draws how long something takes, in ms of the clock. */
  draw([leastMs, mostMs]: Span, key: string): number {
    return this.scaled(leastMs + this.chance(key) * (mostMs - leastMs));
  }
}
