import assert from "node:assert/strict";
import { MINUTE_MS } from "@/lib/base/mod.ts";
import { RateLimiter } from "@/lib/security/mod.ts";
import { ManualClock } from "../store/memory_store.ts";

Deno.test("the request past the limit is refused, and told when to come back (D03)", () => {
  const clock = new ManualClock();
  const limiter = new RateLimiter({ limit: 3, windowMs: MINUTE_MS, clock });
  for (let request = 0; request < 3; request++) {
    assert.deepEqual(limiter.count("a"), { isAllowed: true });
  }
  clock.advance(20_500);
  assert.deepEqual(limiter.count("a"), { isAllowed: false, retryAfterSeconds: 40 });
  assert.deepEqual(limiter.count("b"), { isAllowed: true }, "others are unaffected");
  clock.advance(39_499);
  assert.deepEqual(limiter.count("a"), { isAllowed: false, retryAfterSeconds: 1 });
  clock.advance(1);
  assert.deepEqual(limiter.count("a"), { isAllowed: true });
});

Deno.test("a flood of keys pushes out the oldest ones and takes no more memory (D03)", () => {
  const clock = new ManualClock();
  const limiter = new RateLimiter({ limit: 1, windowMs: MINUTE_MS, clock, maxKeys: 2 });
  for (const key of ["a", "b", "c"]) limiter.count(key);
  assert.equal(limiter.count("c").isAllowed, false);
  assert.equal(limiter.count("b").isAllowed, false);
  assert.equal(limiter.count("a").isAllowed, true, "the oldest window was forgotten");
});
