import assert from "node:assert/strict";
import { systemClock } from "@/lib/base/mod.ts";

Deno.test("systemClock tells wall time, and a monotonic time of its own (R08)", () => {
  const before = Date.now();
  const now = systemClock.now();
  assert.ok(now >= before && now <= Date.now());
  const first = systemClock.monotonic();
  assert.ok(first < before, "the monotonic time does not start in 1970");
  assert.ok(systemClock.monotonic() >= first);
});
