import type { Partition, Region } from "@/lib/base/mod.ts";

/**
 * The region of each partition that every account has. STS is asked there, since tokens of a
 * regional endpoint work in all regions of the partition (IAM User Guide, "Manage AWS STS in an AWS
 * Region"), and Organizations has its one endpoint there (AWS General Reference, "Service
 * endpoints").
 */
export const HOME_REGIONS: Readonly<Record<Partition, Region>> = {
  "aws": "us-east-1",
  "aws-us-gov": "us-gov-west-1",
};
