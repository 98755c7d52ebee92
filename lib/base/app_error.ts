/** One invalid part of an input, as RFC 9457 answers list it. */
export interface FieldError {
  /** Where in the input, for example `instances.3.region`. */
  readonly path: string;
  /** What is wrong there and what was expected; shown to the user. */
  readonly message: string;
}

/** What an `AppError` carries beside its message. */
export interface AppErrorOptions extends ErrorOptions {
  /** Stable machine word in snake_case, for example `store_unavailable`. */
  readonly code: string;
  /** HTTP status of the answer. */
  readonly status: number;
  /** The text the user may see: no secret, no path, no stack. */
  readonly publicMessage: string;
  /** Extra response headers, for example `Retry-After`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The invalid parts of the input, when there are any. */
  readonly errors?: readonly FieldError[];
}

/**
 * The one kind of error that crosses a folder. `message`, `stack` and `cause` are for the log;
 * `publicMessage`, `status`, `headers` and `errors` make the answer (RFC 9457).
 *
 * @example
 * throw new AppError(`Cannot open the store at ${quoted(path)}: it is locked`, {
 *   code: "store_unavailable",
 *   status: 503,
 *   publicMessage: "The store is not reachable. Try again in a few seconds.",
 *   headers: { "Retry-After": "5" },
 *   cause,
 * });
 */
export class AppError extends Error {
  /** The class's name, as logs show it. */
  override readonly name: string = "AppError";
  /** Stable machine word in snake_case. */
  readonly code: string;
  /** HTTP status of the answer. */
  readonly status: number;
  /** The text the user may see. */
  readonly publicMessage: string;
  /** Extra response headers; empty when none were given. */
  readonly headers: Readonly<Record<string, string>>;
  /** The invalid parts of the input; empty when none were given. */
  readonly errors: readonly FieldError[];

  /**
   * Makes an error; throwing it is the caller's.
   *
   * @param message What failed, for the log.
   * @param options Code, status, public text, and what else the answer needs.
   */
  constructor(message: string, options: AppErrorOptions) {
    super(message, options);
    this.code = options.code;
    this.status = options.status;
    this.publicMessage = options.publicMessage;
    this.headers = options.headers ?? {};
    this.errors = options.errors ?? [];
  }
}
