import assert from "node:assert/strict";
import { AwsError } from "@/lib/aws/mod.ts";
import { refusalText } from "@/lib/credentials/refusal_text.ts";

function refusal(awsCode: string, publicMessage?: string): AwsError {
  return new AwsError({
    ...{ kind: "invalid_credentials", operation: "sts:GetCallerIdentity", awsCode },
    awsMessage: "ASIAEXAMPLEKEY000001",
    ...publicMessage && { publicMessage },
  });
}

Deno.test("what AWS objects to is told with what to try, and never with what was pasted", () => {
  const cases = [
    ["InvalidClientTokenId", "aws", /does not know this access key id.*Try GovCloud \(GOV\)/],
    ["AuthFailure", "aws-us-gov", /Is it a Commercial key\? Try Commercial \(COM\)/],
    ["SignatureDoesNotMatch", "aws", /does not belong to the access key id\. Copy it whole/],
    ["ExpiredToken", "aws", /have expired\. Get fresh ones/],
    ["AccessDenied", "aws", /a policy .* forbids it\. Ask for credentials of a role/],
    ["OptInRequired", "aws", /^AWS does not accept the credentials\.$/],
  ] as const;
  for (const [code, partition, expected] of cases) {
    const text = refusalText(refusal(code), partition);
    assert.match(text, expected, code);
    assert.doesNotMatch(text, /EXAMPLEKEY/);
  }
});

Deno.test("a wrong clock of this service is no fault of the secret", () => {
  const clock = "AWS refuses the request's time. The clock of this service is wrong.";
  assert.equal(refusalText(refusal("SignatureDoesNotMatch", clock), "aws"), clock);
});
