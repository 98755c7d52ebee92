import assert from "node:assert/strict";
import { toAwsError } from "@/lib/aws/to_aws_error.ts";

function thrown(name: string, { status, message = "" }: { status?: number; message?: string }) {
  const metadata = status === undefined ? {} : { $metadata: { httpStatusCode: status } };
  return Object.assign(new Error(message), { name, ...metadata });
}

Deno.test("each service's code for a condition becomes the same kind", () => {
  const kinds = {
    throttled: ["ThrottlingException", "Throttling", "RequestLimitExceeded", "SlowDown"],
    expired: ["ExpiredToken", "ExpiredTokenException", "RequestExpired"],
    invalid_credentials: ["UnrecognizedClientException", "InvalidClientTokenId", "AuthFailure"],
    denied: ["AccessDenied", "AccessDeniedException", "UnauthorizedOperation"],
    not_found: [
      "InvocationDoesNotExist",
      "ResourceNotFoundException",
      "InvalidInstanceID.NotFound",
    ],
    invalid_request: ["ValidationException", "InvalidInstanceId"],
  };
  for (const [kind, codes] of Object.entries(kinds)) {
    for (const code of codes) {
      const error = toAwsError(thrown(code, { status: 400 }), "ssm:SendCommand");
      assert.deepEqual([error.kind, error.code, error.awsCode], [kind, `aws_${kind}`, code]);
    }
  }
});

Deno.test("what has no known code goes by its status, and by having none", () => {
  const kindOf = (status?: number) =>
    toAwsError(thrown("Unknown", status === undefined ? {} : { status }), "ssm:A").kind;
  assert.deepEqual([429, 418, 500, 503, 200, undefined].map(kindOf), [
    "throttled",
    "invalid_request",
    "server",
    "server",
    "server",
    "unreachable",
  ]);
});

Deno.test("a wrong clock is told to the user as such", () => {
  const skewed = thrown("InvalidSignatureException", {
    status: 400,
    message: "Signature expired: 20261123T000000Z is now earlier than 20261123T001000Z",
  });
  assert.match(toAwsError(skewed, "ssm:A").publicMessage, /clock/);
});

Deno.test("the name of an object's own property is no error code", () => {
  assert.equal(toAwsError(thrown("constructor", { status: 400 }), "a").kind, "invalid_request");
});

Deno.test("a reply that breaks off says nothing, whatever its status", () => {
  for (const httpStatusCode of [200, 400, 500]) {
    const broken = Object.assign(new SyntaxError("Unterminated string in JSON"), {
      $metadata: { httpStatusCode },
    });
    assert.equal(toAwsError(broken, "ssm:SendCommand").kind, "server");
  }
});
