import assert from "node:assert/strict";
import { parseSftDetection, sftRemedies } from "@/lib/sft/mod.ts";

const OUTPUT = [
  "hostname=ad-01",
  "platform=windows",
  "family=windows",
  "installed=yes",
  "version=1.87.3",
  "service=stopped",
  "device_token=no",
  "enrollment_token=yes",
  "config=yes",
  "access_address=10.1.2.3",
  "own_address=10.20.1.7",
  "summary=The agent is installed and does not run",
  "",
];

Deno.test("parseSftDetection() reads what both detection scripts print", () => {
  for (const lineEnd of ["\n", "\r\n"]) {
    assert.deepEqual(parseSftDetection(OUTPUT.join(lineEnd)), {
      hostname: "ad-01",
      platform: "windows",
      family: "windows",
      isInstalled: true,
      version: "1.87.3",
      service: "stopped",
      hasDeviceToken: false,
      hasEnrollmentToken: true,
      hasConfig: true,
      accessAddress: "10.1.2.3",
      ownAddress: "10.20.1.7",
      summary: "The agent is installed and does not run",
    });
  }
});

Deno.test("what comes after the findings changes none of them", () => {
  const found = parseSftDetection([...OUTPUT, "installed=no", "<b>x=1</b>", "="].join("\n"));
  assert.equal(found?.isInstalled, true);
});

Deno.test("without all that decides what to do there are no findings", () => {
  assert.equal(parseSftDetection(""), undefined);
  for (const key of ["platform", "family", "installed", "service", "device_token"]) {
    for (const value of ["", "maybe", "constructor"]) {
      const changed = OUTPUT.map((line) => line.startsWith(`${key}=`) ? `${key}=${value}` : line);
      assert.equal(parseSftDetection(changed.join("\n")), undefined, `${key}=${value}`);
    }
  }
});

Deno.test("sftRemedies() offers one script that fits, and none for an unknown system", () => {
  const found = parseSftDetection(OUTPUT.join("\n"));
  assert.ok(found);
  assert.deepEqual(sftRemedies(found), { install: null, reset: "sft/reset-windows" });
  const missing = { ...found, isInstalled: false };
  assert.deepEqual(sftRemedies(missing), { install: "sft/install-windows", reset: null });
  const unknown = { ...missing, family: "unknown", platform: "linux" } as const;
  assert.deepEqual(sftRemedies(unknown), { install: null, reset: null });
});
