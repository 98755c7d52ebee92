import type { ErrorStatus } from "@std/http/status";

/**
 * An error that carries an HTTP status. Only this class decides the status of an error response;
 * any other thrown value counts as 500.
 */
export class HttpError extends Error {
  /** Tells it from other errors where the class is not at hand. */
  override readonly name = "HttpError";

  /** The HTTP status of the answer, 4xx or 5xx. */
  readonly status: ErrorStatus;

  /**
   * Makes an error to throw.
   *
   * @param status the HTTP status of the answer
   * @param message text of the default answer; the status text when empty
   */
  constructor(status: ErrorStatus, message = "", options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}
