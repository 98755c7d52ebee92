import assert from "node:assert/strict";
import { AwsError } from "@/lib/aws/mod.ts";
import { withSimulatedAws } from "../aws/simulated_aws.ts";
import { withStore } from "../store/memory_store.ts";
import { newCredentials } from "./test_credentials.ts";

Deno.test(
  "an STS that does not answer is asked once more, then given up; later it may answer",
  withSimulatedAws(({ aws, simulator, control }) =>
    withStore(async (store) => {
      const { credentials, paste } = await newCredentials(store, { aws, attemptMs: 100 });
      const { accessKeyId, secretAccessKey, sessionToken } = simulator.credentials.com;
      const pasted = paste(
        [accessKeyId, secretAccessKey.reveal(), sessionToken?.reveal()].join(" "),
      );
      const request = { pasted, partition: "aws" } as const;
      await control("faults", { brokenReplyRate: 1, brokenReplies: ["hang"] });
      await assert.rejects(credentials.verify(request), (error) => {
        assert.ok(error instanceof AwsError);
        assert.deepEqual([error.kind, error.awsCode], ["unreachable", "TimeoutError"]);
        return true;
      });
      const { calls } = await control<{ readonly calls: Record<string, number> }>("ledger");
      assert.equal(calls["sts:GetCallerIdentity"], 2);
      await control("faults", {});
      assert.equal((await credentials.verify(request)).kind, "verified");
    })
  ),
);

Deno.test("whoever stops waiting for STS gets the own reason", () =>
  withStore(async (store) => {
    const { credentials, paste } = await newCredentials(store);
    const signal = AbortSignal.abort(new Error("left"));
    const verification = credentials.verify({ pasted: paste(), partition: "aws", signal });
    await assert.rejects(verification, /left/);
  }));
