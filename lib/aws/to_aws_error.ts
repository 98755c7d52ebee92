import { AppError } from "@/lib/base/mod.ts";
import { AwsError, type AwsErrorKind } from "./aws_error.ts";

/**
 * The codes that the services use for one condition (each service's "Common errors" page). What is
 * not here goes by its HTTP status.
 */
const KINDS: Readonly<Record<string, AwsErrorKind>> = {
  Throttling: "throttled",
  ThrottlingException: "throttled",
  TooManyRequestsException: "throttled",
  RequestLimitExceeded: "throttled",
  LimitExceededException: "throttled",
  SlowDown: "throttled",
  ExpiredToken: "expired",
  ExpiredTokenException: "expired",
  RequestExpired: "expired",
  UnrecognizedClientException: "invalid_credentials",
  InvalidClientTokenId: "invalid_credentials",
  AuthFailure: "invalid_credentials",
  InvalidSignatureException: "invalid_credentials",
  SignatureDoesNotMatch: "invalid_credentials",
  AccessDenied: "denied",
  AccessDeniedException: "denied",
  UnauthorizedOperation: "denied",
  OptInRequired: "denied",
  RegionDisabledException: "denied",
  InvocationDoesNotExist: "not_found",
  InvalidDocument: "not_found",
  ResourceNotFoundException: "not_found",
  "InvalidInstanceID.NotFound": "not_found",
};

const CLOCK_SKEW = /Signature (?:expired|not yet current)/;

/**
 * Turns what the SDK threw into an `AwsError`. It goes by code and HTTP status: `$retryable` is
 * unset for most errors, and a broken reply has a status but no code.
 *
 * @param thrown What the SDK threw.
 * @param operation The call, for example `ssm:SendCommand`.
 * @returns The error to throw.
 */
export function toAwsError(thrown: unknown, operation: string): AwsError {
  const { code, message, httpStatus } = described(thrown);
  return new AwsError({
    kind: isUnreadable(thrown) ? "server" : kindOf(code, httpStatus),
    operation,
    awsCode: code,
    awsMessage: message,
    cause: thrown,
    ...(CLOCK_SKEW.test(message) &&
      { publicMessage: "AWS refuses the request's time. The clock of this service is wrong." }),
  });
}

/** The SDK, or a parser of our own, could not read the reply: its status alone says too little. */
function isUnreadable(thrown: unknown): boolean {
  return thrown instanceof SyntaxError || thrown instanceof AppError;
}

function kindOf(code: string, httpStatus: number | undefined): AwsErrorKind {
  if (Object.hasOwn(KINDS, code)) return KINDS[code] ?? "server";
  if (httpStatus === undefined) return "unreachable";
  if (httpStatus === 429) return "throttled";
  return httpStatus >= 400 && httpStatus < 500 ? "invalid_request" : "server";
}

/** A reply that cannot be parsed has HTTP status 200 at times: it counts as the server's fault. */
function described(thrown: unknown) {
  if (!(thrown instanceof Error)) return { code: "Unknown", message: "", httpStatus: undefined };
  const code = "code" in thrown && typeof thrown.code === "string" ? thrown.code : thrown.name;
  const message = thrown.message === "UnknownError" ? "" : thrown.message;
  return { code, message, httpStatus: httpStatusOf(thrown) };
}

function httpStatusOf(error: Error): number | undefined {
  if (!("$metadata" in error)) return undefined;
  const metadata = error.$metadata;
  if (typeof metadata !== "object" || metadata === null) return undefined;
  if (!("httpStatusCode" in metadata)) return undefined;
  return typeof metadata.httpStatusCode === "number" ? metadata.httpStatusCode : undefined;
}
