import assert from "node:assert/strict";
import { DAY_MS, formatBytes, formatDuration, HOUR_MS, MINUTE_MS } from "@/lib/base/mod.ts";

Deno.test("formatDuration() shows the two largest units and leaves zeros out", () => {
  const cases: readonly (readonly [number, string])[] = [
    [0, "0 ms"],
    [850.7, "850 ms"],
    [41_000, "41 s"],
    [59_999, "59 s"],
    [2 * MINUTE_MS, "2 min"],
    [2 * MINUTE_MS + 5_000, "2 min 5 s"],
    [HOUR_MS + 5 * MINUTE_MS + 59_000, "1 h 5 min"],
    [HOUR_MS + 59_000, "1 h"],
    [2 * DAY_MS + 3 * HOUR_MS, "2 d 3 h"],
    [400 * DAY_MS, "400 d"],
  ];
  for (const [durationMs, text] of cases) assert.equal(formatDuration(durationMs), text);
});

Deno.test("formatBytes() chooses the unit and shows at most one decimal", () => {
  const cases: readonly (readonly [number, string])[] = [
    [0, "0 B"],
    [1_023, "1023 B"],
    [65_536, "64 KiB"],
    [24_000, "23.4 KiB"],
    [1_572_864, "1.5 MiB"],
    [5 * 1_024 * 1_024, "5 MiB"],
  ];
  for (const [bytes, text] of cases) assert.equal(formatBytes(bytes), text);
});
