import assert from "node:assert/strict";
import {
  baseKernelOf,
  compareKernelVersions,
  distributionOf,
  type KernelVersion,
  newestFirst,
  parseKernelVersion,
} from "@/lib/qc/mod.ts";
import { kernel } from "./samples.ts";

/** Every version that can be made of these parts: short ones, long ones, and ones that differ last. */
const MANY: readonly KernelVersion[] = ["4.18.0-553", "4.18.0-553.9", "4.18.0-553.45", "5.14.0-9"]
  .flatMap((base) =>
    ["", ".1", ".1.10", ".el8", ".el8_10", ".1.el8_10", "-aws", "-generic"]
      .flatMap((release) => [kernel(base + release), kernel(`${base}${release}.x86_64`)])
  );

Deno.test("compareKernelVersions() orders releases as RPM does", () => {
  const oldestFirst = [
    "3.10.0-1160.el7",
    "4.18.0-553.el8_10",
    "4.18.0-553.5.1.el8_10",
    "4.18.0-553.9.1.el8_9",
    "4.18.0-553.9.1.el8_10",
    "4.18.0-553.9.1.el8_10.x86_64",
    "4.18.0-553.45.1.el8_10",
    "5.10.226-214.880.amzn2",
    "5.14.0-427.13.1.el9_4",
    "6.1.112-122.189.amzn2023",
    "6.1.112-18446744073709551616",
    "6.1.112-18446744073709551617",
  ].map(kernel);
  for (const [index, older] of oldestFirst.entries()) {
    assert.equal(compareKernelVersions(older, older), 0);
    for (const newer of oldestFirst.slice(index + 1)) {
      assert.ok(compareKernelVersions(older, newer) < 0, `${older} before ${newer}`);
      assert.ok(compareKernelVersions(newer, older) > 0, `${newer} after ${older}`);
    }
  }
});

Deno.test("compareKernelVersions() is a total order: antisymmetric and transitive", () => {
  for (const a of MANY) {
    for (const b of MANY) {
      const order = Math.sign(compareKernelVersions(a, b));
      assert.equal(order, -Math.sign(compareKernelVersions(b, a)) + 0, `${a} ${b}`);
      assert.equal(order === 0, a === b, `${a} ${b}`);
      for (const c of MANY) {
        if (order < 0 && compareKernelVersions(b, c) < 0) {
          assert.ok(compareKernelVersions(a, c) < 0, `${a} ${b} ${c}`);
        }
      }
    }
  }
});

Deno.test("compareKernelVersions() puts any smaller build number first, of whatever length", () => {
  const builds = [0, 1, 9, 10, 45, 99, 100, 553, 1_160, 99_999];
  for (const smaller of builds) {
    for (const larger of builds.filter((build) => build > smaller)) {
      const [older, newer] = [smaller, larger].map((build) =>
        kernel(`4.18.0-553.${build}.1.el8_10`)
      );
      assert.ok(older && newer && compareKernelVersions(older, newer) < 0);
    }
  }
});

Deno.test("newestFirst() gives each version once whatever the order was", () => {
  const sorted = newestFirst(MANY);
  assert.equal(sorted.length, new Set(MANY).size);
  assert.deepEqual(newestFirst([...MANY, ...MANY].reverse()), sorted);
});

Deno.test("baseKernelOf() gives the first three parts", () => {
  assert.equal(baseKernelOf(kernel("4.18.0-553.40.1.el8_10.x86_64")), "4.18.0-553");
  assert.equal(baseKernelOf(kernel("5.10.226-214.880.amzn2.x86_64")), "5.10.226-214");
  assert.equal(baseKernelOf(kernel("6.8.0-1021-aws")), "6.8.0-1021-aws");
});

Deno.test("distributionOf() knows each distribution by its mark, ignoring case", () => {
  const expected = {
    "5.14.0-427.13.1.el9_4.x86_64": "RHEL9",
    "5.14.0-70.EL9.x86_64": "RHEL9",
    "4.18.0-553.40.1.el8_10.x86_64": "RHEL8.10",
    "4.18.0-513.5.1.el8_9.x86_64": "RHEL8.9",
    "4.18.0-477.10.1.el8_8.x86_64": "RHEL8.8",
    "4.18.0-372.9.1.el8_6.x86_64": "RHEL8",
    "4.18.0-305.el8.x86_64": "RHEL8",
    "3.10.0-1160.119.1.el7.x86_64": "RHEL7",
    "6.1.112-122.189.amzn2023.x86_64": "Amazon Linux 2023",
    "5.10.226-214.880.amzn2.x86_64": "Amazon Linux 2",
    "6.8.0-45-generic": "Ubuntu",
    "6.8.0-1021-aws": "Ubuntu",
    "6.8.0-1021-AZURE": "Ubuntu",
    "5.15.0-91.ubuntu": "Ubuntu",
    "6.12.0-55.el10": "Unknown",
    "6.6.1-arch1": "Unknown",
  };
  for (const [version, distribution] of Object.entries(expected)) {
    assert.equal(distributionOf(kernel(version)), distribution, version);
  }
});

Deno.test("I01: parseKernelVersion() refuses everything a shell or an option could misread", () => {
  const refused = ["", "4", "4.", "-k", "--4.18", "4.18;id", "4.18|id", "4.18&", "4.18$(id)"];
  for (
    const text of [...refused, "4.18`id`", "4.18\n", "4.18 0", "4.18/..", "4.18${IFS}", "4.18'"]
  ) {
    const parsed = parseKernelVersion(text);
    assert.ok(!parsed.ok, text);
    assert.ok(parsed.message.includes(`kernel version ${JSON.stringify(text)}: expected one such`));
  }
});
