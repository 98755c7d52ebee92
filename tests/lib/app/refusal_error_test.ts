import assert from "node:assert/strict";
import { refusalError } from "@/lib/app/mod.ts";
import { parseAccountId, parsedOrThrow } from "@/lib/base/mod.ts";

Deno.test("every refusal of a batch has a status, and says what is missing", () => {
  const account = parsedOrThrow(parseAccountId("012345678901"));
  const errors = [{ path: "instanceIds", message: "expected at least one" }];
  const cases = [
    [404, /script "a\/b"/, { kind: "unknown_script", scriptId: "a/b" }],
    [404, /change "CHG1"/, { kind: "unknown_change", number: "CHG1" }],
    [404, /execution "<b>"/, { kind: "unknown_batch", batchId: "<b>" }],
    [422, /not valid/, { kind: "invalid", errors }],
    [409, /LINUX_PATCHER_URL/, { kind: "not_configured", variables: ["LINUX_PATCHER_URL"] }],
    [409, /\(COM\) and GovCloud \(GOV\)/, {
      kind: "not_signed_in",
      partitions: ["aws", "aws-us-gov"],
    }],
    [409, /account 012345678901/, { kind: "other_account", partition: "aws", account }],
    [422, /Idempotency-Key/, { kind: "key_reused" }],
    [409, /2 of these servers were retried before, 1 in the run a, 1 in the run b\./, {
      kind: "already_retried",
      retries: [{ batchId: "a", targets: 1 }, { batchId: "b", targets: 1 }],
    }],
    [409, /It has ended\./, { kind: "nothing_to_do", reason: "It has ended." }],
  ] as const;
  for (const [status, text, refusal] of cases) {
    const error = refusalError(refusal);
    assert.equal(error.status, status, refusal.kind);
    assert.match(error.publicMessage, text);
  }
  assert.deepEqual(refusalError({ kind: "invalid", errors }).errors, errors);
});
