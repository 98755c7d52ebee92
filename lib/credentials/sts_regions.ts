import type { Partition, Region } from "@/lib/base/mod.ts";

/**
 * Where STS is asked: every account has this region, and tokens of a regional endpoint work in all
 * regions of the partition (IAM User Guide, "Manage AWS STS in an AWS Region").
 */
export const STS_REGIONS: Readonly<Record<Partition, Region>> = {
  "aws": "us-east-1",
  "aws-us-gov": "us-gov-west-1",
};
