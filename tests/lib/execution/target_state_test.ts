import assert from "node:assert/strict";
import { guardedEnd, standingOf } from "@/lib/execution/target_state.ts";

Deno.test("every pair of Status and StatusDetails gives one target state", () => {
  const table: readonly (readonly [string, string, string])[] = [
    ["Pending", "Pending", "waiting"],
    ["Delayed", "Delayed", "waiting"],
    ["InProgress", "InProgress", "running"],
    ["Cancelling", "Cancelling", "waiting"],
    ["Success", "Success", "success"],
    ["Failed", "Failed", "failed"],
    ["Failed", "Undeliverable", "undeliverable"],
    ["Failed", "", "failed"],
    ["TimedOut", "DeliveryTimedOut", "timed_out"],
    ["TimedOut", "ExecutionTimedOut", "timed_out"],
    ["TimedOut", "TimedOut", "timed_out"],
    ["Cancelled", "Cancelled", "cancelled"],
    ["Cancelled", "Terminated", "skipped"],
    ["Failed", "Terminated", "skipped"],
    ["Failed", "InvalidPlatform", "skipped"],
    ["Failed", "AccessDenied", "skipped"],
    ["Failed", "RateExceeded", "skipped"],
    ["Success", "SomethingNew", "success"],
    ["SomethingNew", "toString", "waiting"],
  ];
  for (const [status, statusDetails, expected] of table) {
    const standing = standingOf({ status, statusDetails });
    const state = standing.kind === "ended" ? standing.state : standing.kind;
    assert.equal(state, expected, `${status}/${statusDetails}`);
  }
});

Deno.test("a run that the host's guard refused takes the result of the first run (A05)", () => {
  const refused = (stdout: string) => guardedEnd({ state: "failed", exitCode: 97, stdout });
  assert.equal(refused("0\n").state, "success");
  assert.equal(refused("0\n").exitCode, 0);
  assert.equal(refused("3\n").state, "failed");
  assert.equal(refused("3\n").exitCode, 3);
  assert.equal(refused("running\n").state, "unknown");
  assert.equal(refused("garbage").state, "unknown");
  const unrecorded = guardedEnd({ state: "failed", exitCode: 98, stdout: "" });
  assert.equal(unrecorded.state, "failed");
  assert.match(unrecorded.summary, /nothing was run/);
  assert.equal(guardedEnd({ state: "success", exitCode: 0, stdout: "97" }).state, "success");
  assert.equal(guardedEnd({ state: "failed", exitCode: 1, stdout: "" }).exitCode, 1);
});
