import assert from "node:assert/strict";
import { failureGroups } from "@/lib/reports/mod.ts";
import { target } from "../patching/fake_batches.ts";

function groupsOf(summaries: readonly string[]) {
  const targets = summaries.map((summary, index) => target(index, { state: "failed", summary }));
  return failureGroups(targets).map(({ cause, instanceIds }) => [instanceIds.length, cause]);
}

Deno.test("300 servers with 3 causes make 3 groups, the largest first", () => {
  const summaries = Array.from({ length: 300 }, (_, index) => {
    if (index % 6 === 0) return `Connection to 10.0.${index % 250}.7:443 refused`;
    if (index % 3 === 0) return "Repository test failed: rhel-8-baseos 403";
    return `/boot has ${index} MB free, needs 150 MB`;
  });
  assert.deepEqual(groupsOf(summaries), [
    [200, "/boot has … MB free, needs … MB"],
    [50, "Connection to … refused"],
    [50, "Repository test failed: rhel-8-baseos 403"],
  ]);
});

for (
  const [what, one, other] of [
    ["instance ids", "i-0a1b2c3d4e5f60001 is gone", "i-0a1b2c3d4e5f60002 is gone"],
    ["times", "locked since 2026-11-23T02:14:05Z", "locked since 2026-11-23T03:00:59.123Z"],
    ["hours", "started 02:14:05", "started 23:59"],
    [
      "UUIDs",
      "job 0e984725-c51c-4bf4-9960-e1c80e27aba0",
      "job 1e984725-c51c-4bf4-9960-e1c80e27aba1",
    ],
    ["host names", "ip-10-0-3-9.ec2.internal: down", "ip-10-20-1-12.ec2.internal: down"],
    ["IPv6 addresses", "fe80::1ff:fe23:4567:890a is down", "fe80::2 is down"],
    ["durations", "no answer after 300s", "no answer after 12s"],
    ["sizes", "needs 1.5GiB", "needs 3GiB"],
  ] as const
) {
  Deno.test(`texts that differ in ${what} have one cause`, () => {
    assert.equal(groupsOf([one, other]).length, 1, `${one} / ${other}`);
  });
}

Deno.test("a server's own name does not make a cause of its own", () => {
  const targets = [1, 2].map((index) =>
    target(index, {
      state: "failed",
      name: `db-${"x".repeat(index)}`,
      summary: `db-${"x".repeat(index)}: no space`,
    })
  );
  assert.deepEqual(failureGroups(targets).map(({ cause }) => cause), ["…: no space"]);
});

Deno.test("other causes and other states stay apart, and who succeeded or was cancelled is in none", () => {
  const targets = [
    target(1, { state: "failed", summary: "no space" }),
    target(2, { state: "timed_out", summary: "no space" }),
    target(3, { state: "failed", summary: "no route" }),
    target(4, { state: "success" }),
    target(5, { state: "cancelled" }),
    target(6, { state: "in_progress" }),
  ];
  const groups = failureGroups(targets);
  assert.equal(groups.length, 3);
  assert.equal(new Set(groups.map(({ id }) => id)).size, 3);
});

Deno.test("a group keeps its id while its targets grow", () => {
  const one = target(1, { state: "failed", summary: "code 7 at 10:00" });
  const two = target(2, { state: "failed", summary: "code 7 at 11:30" });
  assert.equal(failureGroups([one])[0]?.id, failureGroups([two, one])[0]?.id);
});
