import assert from "node:assert/strict";
import { sessionView, SIGNED_OUT } from "@/lib/sessions/view.ts";
import { identity } from "./test_sessions.ts";

Deno.test("a session shows who is signed in where, until the credentials end", () => {
  const expiresAtMs = Date.UTC(2026, 10, 23, 14, 32);
  const session = {
    identities: { "aws": null, "aws-us-gov": identity(expiresAtMs) },
    currentChange: "CHG1",
  };
  assert.deepEqual(sessionView(session, { nowMs: expiresAtMs - 1 }), {
    environments: {
      com: null,
      gov: {
        environment: "gov",
        account: "012345678901",
        arn: "arn:aws:sts::012345678901:assumed-role/Operator/one",
        userId: "AROAEXAMPLE:one",
        expiresAt: "2026-11-23T14:32:00.000Z",
        expiresAtKnown: true,
      },
    },
    currentChange: "CHG1",
  });
  const { environments } = sessionView(session, { nowMs: expiresAtMs });
  assert.deepEqual(environments, SIGNED_OUT.environments);
});
