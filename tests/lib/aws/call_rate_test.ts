import assert from "node:assert/strict";
import { CallRate } from "@/lib/aws/call_rate.ts";
import { StandingClock } from "./simulated_aws.ts";

Deno.test("calls have no limit until AWS refuses one", () => {
  const rate = new CallRate(new StandingClock());
  for (let calls = 0; calls < 1_000; calls++) assert.equal(rate.nextTurnMs(), 0);
});

Deno.test("a refusal cuts the rate that passed, once for all calls under way", () => {
  const clock = new StandingClock();
  const rate = new CallRate(clock);
  for (let calls = 0; calls < 20; calls++) rate.passed();
  for (let refusals = 0; refusals < 5; refusals++) rate.refused();
  assert.equal(rate.nextTurnMs(), 0);
  assert.equal(Math.round(rate.nextTurnMs()), Math.round(1_000 / 14));
});

Deno.test("a rate that is refused again and again stays at two calls a second", () => {
  const clock = new StandingClock();
  const rate = new CallRate(clock);
  for (let seconds = 0; seconds < 30; seconds++) {
    rate.nextTurnMs();
    rate.refused();
    clock.pass(1);
  }
  rate.refused();
  clock.pass(0.5);
  assert.equal(rate.nextTurnMs(), 0);
  assert.ok(rate.nextTurnMs() >= 300);
});

Deno.test("without refusals the rate grows, and after a minute there is no limit", () => {
  const clock = new StandingClock();
  const rate = new CallRate(clock);
  rate.nextTurnMs();
  rate.refused();
  clock.pass(10);
  rate.nextTurnMs();
  assert.equal(Math.round(rate.nextTurnMs()), Math.round(1_000 / 22));
  clock.pass(51);
  for (let calls = 0; calls < 100; calls++) assert.equal(rate.nextTurnMs(), 0);
});
