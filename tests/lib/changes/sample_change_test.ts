import assert from "node:assert/strict";
import { previewCsv, SAMPLE_CHANGE_CSV } from "@/lib/changes/mod.ts";
import { type FleetTruth, withSimulatedAws } from "../aws/simulated_aws.ts";

Deno.test(
  "every server of the sample change is in the default fleet, as the file says",
  withSimulatedAws(async ({ control }) => {
    const { changes, problems, duplicates } = previewCsv(
      new TextEncoder().encode(SAMPLE_CHANGE_CSV),
    );
    assert.deepEqual([problems, duplicates, changes.length], [[], [], 1]);
    const fleet = await control<FleetTruth>("fleet");
    const byId = new Map(fleet.instances.map((host) => [host.instanceId, host]));
    const instances = changes[0]?.instances ?? [];
    for (const { instanceId, account, region, platform } of instances) {
      const host = byId.get(instanceId);
      assert.deepEqual(
        [host?.account, host?.region, host?.platform],
        [account, region, platform],
      );
    }
    const hosts = instances.flatMap(({ instanceId }) => byId.get(instanceId) ?? []);
    assert.equal(new Set(hosts.map(({ account }) => account)).size, 4);
    assert.deepEqual(
      new Set(hosts.map(({ ping }) => ping)),
      new Set(["online", "offline", "not_registered"]),
    );
    assert.deepEqual(
      new Set(instances.map(({ partition }) => partition)),
      new Set(["aws", "aws-us-gov"]),
    );
    assert.ok(hosts.some(({ qc }) => qc?.passes === false));
  }),
);
