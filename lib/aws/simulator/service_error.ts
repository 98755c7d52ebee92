/** The services that the simulator answers for, as credential scopes name them. */
export type Service = "sts" | "ec2" | "ssm" | "organizations" | "secretsmanager";

/** A refusal, in the words of a service; it never leaves the simulator but as a reply. */
export class ServiceError extends Error {
  /** The error code as AWS spells it. */
  readonly code: string;
  /** HTTP status of the reply. */
  readonly status: number;

  /**
   * Makes a refusal.
   *
   * @param code The error code as AWS spells it.
   * @param options The message, and the HTTP status when it is not 400.
   */
  constructor(code: string, { message = "", status = 400 }: {
    readonly message?: string;
    readonly status?: number;
  } = {}) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** What may be wrong with any request. */
export type Condition =
  | "throttled"
  | "expired"
  | "unknown_key"
  | "bad_signature"
  | "clock_skew"
  | "denied"
  | "server"
  | "invalid";

type Row = readonly [code: string, status: number, message: string];

const EXPIRED = "The security token included in the request is expired";
const INVALID_TOKEN = "The security token included in the request is invalid.";
const MISMATCH = "The request signature we calculated does not match the signature you provided.";
const SKEW = "Signature expired: the request's time is outside of five minutes.";
const NOT_AUTHORIZED = "The caller is not authorized to perform this operation";

const JSON_ROWS: Readonly<Record<Condition, Row>> = {
  throttled: ["ThrottlingException", 400, "Rate exceeded"],
  expired: ["ExpiredTokenException", 400, EXPIRED],
  unknown_key: ["UnrecognizedClientException", 400, INVALID_TOKEN],
  bad_signature: ["InvalidSignatureException", 400, MISMATCH],
  clock_skew: ["InvalidSignatureException", 400, SKEW],
  denied: ["AccessDeniedException", 400, NOT_AUTHORIZED],
  server: ["InternalServerError", 500, "An internal error occurred."],
  invalid: ["ValidationException", 400, ""],
};

/** Each service's own code and status for a condition ("Common errors" of its API reference). */
const ROWS: Readonly<Record<Service, Readonly<Record<Condition, Row>>>> = {
  ssm: JSON_ROWS,
  secretsmanager: { ...JSON_ROWS, server: ["InternalServiceError", 500, "An error occurred."] },
  organizations: {
    ...JSON_ROWS,
    throttled: [
      "TooManyRequestsException",
      400,
      "AWS Organizations can't complete your request because another request is already in " +
      "progress. Try again later.",
    ],
    server: ["ServiceException", 500, "AWS Organizations can't complete your request."],
    invalid: ["InvalidInputException", 400, ""],
  },
  sts: {
    throttled: ["Throttling", 400, "Rate exceeded"],
    expired: ["ExpiredToken", 403, EXPIRED],
    unknown_key: ["InvalidClientTokenId", 403, INVALID_TOKEN],
    bad_signature: ["SignatureDoesNotMatch", 403, MISMATCH],
    clock_skew: ["SignatureDoesNotMatch", 403, SKEW],
    denied: ["AccessDenied", 403, NOT_AUTHORIZED],
    server: ["InternalFailure", 500, "An internal error occurred."],
    invalid: ["ValidationError", 400, ""],
  },
  ec2: {
    throttled: ["RequestLimitExceeded", 503, "Request limit exceeded."],
    expired: ["RequestExpired", 400, "Request has expired."],
    unknown_key: ["AuthFailure", 401, "AWS was not able to validate the access credentials"],
    bad_signature: ["AuthFailure", 401, "AWS was not able to validate the access credentials"],
    clock_skew: ["RequestExpired", 400, "Request has expired."],
    denied: ["UnauthorizedOperation", 403, "You are not authorized to perform this operation."],
    server: ["InternalError", 500, "An internal error has occurred"],
    invalid: ["InvalidParameterValue", 400, ""],
  },
};

/**
 * Words a condition as a service does.
 *
 * @param service The service that refuses.
 * @param condition What is wrong.
 * @param message Replaces the usual message.
 * @returns The refusal to throw.
 */
export function refusal(
  service: Service,
  { condition, message }: { readonly condition: Condition; readonly message?: string },
): ServiceError {
  const [code, status, usual] = ROWS[service][condition];
  return new ServiceError(code, { status, message: message ?? usual });
}
