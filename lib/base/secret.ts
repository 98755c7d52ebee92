const MASK = "[secret]";

/**
 * A value that does not print: in text, JSON, `console.log` and structured logs it is `[secret]`.
 * Only `reveal()` gives it, so every use can be found by that word.
 */
export class Secret {
  readonly #value: string;

  /**
   * Wraps a secret.
   *
   * @param value The secret text.
   */
  constructor(value: string) {
    this.#value = value;
  }

  /**
   * Gives the secret to the one place that needs it.
   *
   * @returns The secret text.
   */
  reveal(): string {
    return this.#value;
  }

  /**
   * Hides the secret in text.
   *
   * @returns The mask.
   */
  toString(): string {
    return MASK;
  }

  /**
   * Hides the secret from `JSON.stringify`.
   *
   * @returns The mask.
   */
  toJSON(): string {
    return MASK;
  }

  /**
   * Hides the secret from `Deno.inspect` and `console.log`.
   *
   * @returns The mask.
   */
  [Symbol.for("Deno.customInspect")](): string {
    return MASK;
  }
}
