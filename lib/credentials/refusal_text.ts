import type { AwsError } from "@/lib/aws/mod.ts";
import type { Partition } from "@/lib/base/mod.ts";

/** The environment that was not chosen, as the form calls it. */
const OTHER: Readonly<Record<Partition, { readonly key: string; readonly choice: string }>> = {
  "aws": { key: "GovCloud", choice: "GovCloud (GOV)" },
  "aws-us-gov": { key: "Commercial", choice: "Commercial (COM)" },
};

/**
 * Says what AWS's refusal of pasted credentials means, and what to try (STS API Reference, "Common
 * Errors"; AWS does not tell an unknown key from a wrong session token).
 *
 * @param error What STS answered.
 * @param partition The partition that was asked.
 * @returns A text for the user; never a part of the credentials.
 */
export function refusalText({ awsCode, publicMessage }: AwsError, partition: Partition): string {
  switch (awsCode) {
    case "InvalidClientTokenId":
    case "UnrecognizedClientException":
    case "AuthFailure": {
      const { key, choice } = OTHER[partition];
      return "AWS does not know this access key id or its session token. " +
        `Is it a ${key} key? Try ${choice}. Else copy all three values again, whole.`;
    }
    case "SignatureDoesNotMatch":
    case "InvalidSignatureException":
      // The clock of this service may be meant: that text stands in the error.
      return publicMessage.includes("clock")
        ? publicMessage
        : "The secret access key does not belong to the access key id. Copy it whole.";
    case "ExpiredToken":
    case "ExpiredTokenException":
      return "These credentials have expired. Get fresh ones and paste them.";
    case "AccessDenied":
    case "AccessDeniedException":
      return "AWS denies these credentials: a policy of their account or network forbids it. " +
        "Ask for credentials of a role that may call STS from here.";
    default:
      return publicMessage;
  }
}
