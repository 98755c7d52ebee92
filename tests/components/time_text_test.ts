import assert from "node:assert/strict";
import { timeText } from "@/components/time_text.ts";

const DATE = new Date("2026-11-23T02:14:05Z");

Deno.test("timeText() writes a moment in UTC, with seconds when asked", () => {
  assert.deepEqual(timeText(DATE), { text: "2026-11-23 02:14", zone: "UTC" });
  assert.deepEqual(timeText(DATE, { seconds: true }), { text: "2026-11-23 02:14:05", zone: "UTC" });
});

Deno.test("timeText() writes a moment in another zone, in the same width", () => {
  const inZone = (eastMinutes: number) => timeText(DATE, { eastMinutes });
  assert.deepEqual(inZone(60), { text: "2026-11-23 03:14", zone: "+01" });
  assert.deepEqual(inZone(-5 * 60), { text: "2026-11-22 21:14", zone: "-05" });
  assert.deepEqual(inZone(330), { text: "2026-11-23 07:44", zone: "+05:30" });
  assert.deepEqual(inZone(-210), { text: "2026-11-22 22:44", zone: "-03:30" });
});
