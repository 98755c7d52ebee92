import { type Clock, SECOND_MS } from "@/lib/base/mod.ts";

const LEAST_PER_SECOND = 2;
/** What is left, after a refusal, of the rate that passed. */
const CUT = 0.7;
/** By how much the rate grows each second, in calls a second. */
const GAIN_PER_SECOND = 2;
/** Calls under way were sent at the old rate: their refusals say nothing about the new one. */
const CUT_EVERY_MS = SECOND_MS;
/** So long after the last refusal there is no limit any more. */
const FORGOTTEN_MS = 60 * SECOND_MS;

/**
 * How fast one operation may be called in one account and region. AWS publishes no rates for Run
 * Command, so there is none until AWS refuses a call; then the rate is cut, and grows again while
 * nothing is refused (additive increase, multiplicative decrease, as in RFC 5681, 3.1).
 */
export class CallRate {
  readonly #clock: Pick<Clock, "monotonic">;
  #perSecondAtCut = Infinity;
  #cutAtMs = -Infinity;
  #nextTurnMs = 0;
  /** When AWS let calls pass, in the last second. */
  #passedAtMs: number[] = [];

  /**
   * Starts without a limit.
   *
   * @param clock Tells the time that passes.
   */
  constructor(clock: Pick<Clock, "monotonic">) {
    this.#clock = clock;
  }

  /**
   * Gives the next call its turn.
   *
   * @returns How long it has to wait, in ms.
   */
  nextTurnMs(): number {
    const nowMs = this.#clock.monotonic();
    const turnMs = Math.max(nowMs, this.#nextTurnMs);
    this.#nextTurnMs = turnMs + SECOND_MS / this.#perSecond(nowMs);
    return turnMs - nowMs;
  }

  /** Counts a call that AWS let pass, whatever it answered. */
  passed(): void {
    const nowMs = this.#clock.monotonic();
    this.#passedAtMs = [...this.#lastSecond(nowMs), nowMs];
  }

  /** Slows down: AWS has refused a call for the rate of calls. */
  refused(): void {
    const nowMs = this.#clock.monotonic();
    if (nowMs - this.#cutAtMs < CUT_EVERY_MS) return;
    const perSecond = Math.min(this.#perSecond(nowMs), this.#lastSecond(nowMs).length);
    this.#perSecondAtCut = Math.max(LEAST_PER_SECOND, CUT * perSecond);
    this.#cutAtMs = nowMs;
  }

  #perSecond(nowMs: number): number {
    const sinceCutMs = nowMs - this.#cutAtMs;
    if (sinceCutMs > FORGOTTEN_MS) return Infinity;
    return this.#perSecondAtCut + GAIN_PER_SECOND * sinceCutMs / SECOND_MS;
  }

  #lastSecond(nowMs: number): number[] {
    return this.#passedAtMs.filter((atMs) => atMs > nowMs - SECOND_MS);
  }
}
