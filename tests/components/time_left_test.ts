import assert from "node:assert/strict";
import { ageText } from "@/components/Age.tsx";
import { leftText, urgencyOf } from "@/components/time_left.ts";

const MINUTE_MS = 60_000;

Deno.test("leftText() changes once a minute, and never says more than is left", () => {
  assert.equal(leftText(60 * MINUTE_MS), "1 h");
  assert.equal(leftText(48 * MINUTE_MS - 1), "47 min");
  assert.equal(leftText(MINUTE_MS), "1 min");
  assert.equal(leftText(MINUTE_MS - 1), "under 1 min");
  assert.equal(leftText(0), "ended");
});

Deno.test("urgencyOf() warns within the last 15 minutes", () => {
  assert.equal(urgencyOf(15 * MINUTE_MS), "calm");
  assert.equal(urgencyOf(15 * MINUTE_MS - 1), "soon");
  assert.equal(urgencyOf(1), "soon");
  assert.equal(urgencyOf(0), "ended");
});

Deno.test("ageText() says an age in its largest unit", () => {
  assert.equal(ageText(400), "now");
  assert.equal(ageText(3_400), "3 s ago");
  assert.equal(ageText(4 * MINUTE_MS + 59_000), "4 min ago");
  assert.equal(ageText(26 * 60 * MINUTE_MS), "1 d ago");
});
