import assert from "node:assert/strict";
import {
  environmentOfPartition,
  parsedOrThrow,
  parseRegion,
  partitionOf,
  partitionOfEnvironment,
  PARTITIONS,
  REGIONS,
} from "@/lib/base/mod.ts";

Deno.test("every region of the list parses to itself and appears once", () => {
  for (const region of REGIONS) assert.equal(parsedOrThrow(parseRegion(region)), region);
  assert.equal(new Set(REGIONS).size, REGIONS.length);
});

Deno.test("exactly the two GovCloud regions belong to aws-us-gov", () => {
  const govCloud = REGIONS.filter((region) => partitionOf(region) === "aws-us-gov");
  assert.deepEqual(govCloud, ["us-gov-east-1", "us-gov-west-1"]);
});

Deno.test("parseRegion() refuses a name outside the list, however plausible (I11)", () => {
  const foreign = ["us-gov-north-1", "cn-north-1", "eusc-de-east-1", "us-iso-east-1", "aws-global"];
  for (const text of [...foreign, "", "US-EAST-1", "us-east-1 ", "localhost", "__proto__"]) {
    assert.deepEqual(parseRegion(text), {
      ok: false,
      message: `Cannot parse region ${JSON.stringify(text)}: expected an AWS Commercial or ` +
        `GovCloud region such as "us-east-1" or "us-gov-west-1"`,
    });
  }
});

Deno.test("partitions and environments map both ways", () => {
  assert.deepEqual(PARTITIONS.map(environmentOfPartition), ["com", "gov"]);
  for (const partition of PARTITIONS) {
    assert.equal(partitionOfEnvironment(environmentOfPartition(partition)), partition);
  }
});
