import assert from "node:assert/strict";
import { parseChangeInput } from "@/lib/changes/mod.ts";
import { checkedInstances, type InstanceConnectivity } from "@/lib/inventory/mod.ts";

const AT = "2026-11-23T12:00:00.000Z";

function change(...places: readonly (readonly [string, string, string])[]) {
  const instances = places.map(([instanceId, account, region]) => ({
    instanceId,
    account,
    region,
  }));
  const parsed = parseChangeInput({ number: "CHG0031001", instances });
  assert.ok(parsed.ok, JSON.stringify(parsed));
  return parsed.value;
}

function resultsOf(
  { instances }: ReturnType<typeof change>,
  state: InstanceConnectivity["state"] = "online",
) {
  const results = instances.map(({ instanceId, account, region }) => ({
    ...{ instanceId, account, region, state, checkedAt: AT },
  }));
  return { results, checkedAt: AT };
}

const [A, B] = ["i-0aaaaaaaaaaaaaaaa", "i-0bbbbbbbbbbbbbbbb"] as const;
const [ONE, TWO] = ["111122223333", "777788889999"] as const;

Deno.test("a server has the result of where it stands, not of where it stood before an edit", () => {
  const known = resultsOf(change([A, ONE, "us-east-1"], [B, ONE, "us-east-1"]));
  for (const place of [[A, TWO, "us-east-1"], [A, ONE, "us-west-2"]] as const) {
    const [moved, stayed] = checkedInstances(change(place, [B, ONE, "us-east-1"]), known);
    assert.deepEqual([moved?.instance.instanceId, moved?.result], [A, undefined]);
    assert.deepEqual([stayed?.instance.instanceId, stayed?.result?.state], [B, "online"]);
  }
});

Deno.test("servers that need a look come before those that are online", () => {
  const instances = change([A, ONE, "us-east-1"], [B, ONE, "us-east-1"]);
  const { results } = resultsOf(instances);
  const [online] = results;
  const offline = resultsOf(instances, "offline").results[1];
  assert.ok(online && offline);
  const checked = checkedInstances(instances, { results: [online, offline], checkedAt: AT });
  assert.deepEqual(checked.map(({ instance }) => instance.instanceId), [B, A]);
});

Deno.test("before the first check nothing is known of any server", () => {
  const checked = checkedInstances(change([A, ONE, "us-east-1"]), null);
  assert.deepEqual(checked.map(({ result }) => result), [undefined]);
});
