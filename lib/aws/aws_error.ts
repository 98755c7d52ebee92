import { AppError, quoted } from "@/lib/base/mod.ts";

/** What a caller can do about a refusal: wait, sign in again, correct, give up, or find out. */
export type AwsErrorKind =
  | "throttled"
  | "expired"
  | "invalid_credentials"
  | "denied"
  | "not_found"
  | "invalid_request"
  | "unreachable"
  | "server";

/** How each kind answers; a wait of 5 s is what Retry-After suggests. */
const ANSWERS: Readonly<
  Record<AwsErrorKind, { readonly status: number; readonly publicMessage: string }>
> = {
  throttled: { status: 503, publicMessage: "AWS limits the rate of calls. Try again shortly." },
  expired: { status: 401, publicMessage: "The AWS credentials have expired. Sign in again." },
  invalid_credentials: { status: 401, publicMessage: "AWS does not accept the credentials." },
  denied: { status: 403, publicMessage: "The AWS identity lacks a permission or role." },
  not_found: { status: 404, publicMessage: "AWS does not know what was asked for." },
  invalid_request: { status: 422, publicMessage: "AWS refuses the request as invalid." },
  unreachable: { status: 503, publicMessage: "AWS cannot be reached. Try again shortly." },
  server: { status: 503, publicMessage: "AWS failed to answer. Try again shortly." },
};

/** What an `AwsError` tells beside its message. */
export interface AwsErrorOptions extends ErrorOptions {
  /** What a caller can do about it. */
  readonly kind: AwsErrorKind;
  /** The call, for example `ssm:SendCommand`. */
  readonly operation: string;
  /** The error code as AWS spells it, or the network's. */
  readonly awsCode: string;
  /** What AWS said; foreign text. */
  readonly awsMessage: string;
  /** Replaces the kind's text for the user. */
  readonly publicMessage?: string;
}

/** A call that AWS refused or that did not reach it. `code` is `aws_` and the kind. */
export class AwsError extends AppError {
  /** The class's name, as logs show it. */
  override readonly name: string = "AwsError";
  /** What a caller can do about it. */
  readonly kind: AwsErrorKind;
  /** The call, for example `ssm:SendCommand`. */
  readonly operation: string;
  /** The error code as AWS spells it, for example `InvalidInstanceId`. */
  readonly awsCode: string;
  /** What AWS said, for example which instances are invalid; foreign text. */
  readonly awsMessage: string;

  /**
   * Makes an error; throwing it is the caller's.
   *
   * @param options What failed, how, and what AWS said.
   */
  constructor(options: AwsErrorOptions) {
    const { kind, operation, awsCode, awsMessage } = options;
    const { status, publicMessage } = ANSWERS[kind];
    super(`Cannot call ${operation}: AWS answered ${awsCode} ${quoted(awsMessage)}`, {
      code: `aws_${kind}`,
      status,
      publicMessage: options.publicMessage ?? publicMessage,
      headers: status === 503 ? { "Retry-After": "5" } : {},
      cause: options.cause,
    });
    this.kind = kind;
    this.operation = operation;
    this.awsCode = awsCode;
    this.awsMessage = awsMessage;
  }
}
