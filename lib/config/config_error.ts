import { AppError, type FieldError } from "@/lib/base/mod.ts";

/** The environment cannot be used: its message lists every wrong variable, one a line. */
export class ConfigError extends AppError {
  /** The class's name, as logs show it. */
  override readonly name = "ConfigError";

  /**
   * Makes one error of all problems.
   *
   * @param problems Each wrong variable (`path`) and what was expected; never a secret's value.
   */
  constructor(problems: readonly FieldError[]) {
    const lines = problems.map(({ path, message }) => `  ${path}: ${message}`);
    super(["Cannot start: wrong environment variables", ...lines].join("\n"), {
      code: "invalid_config",
      status: 500,
      publicMessage: "The server is not configured correctly.",
      errors: problems,
    });
  }
}
