/** An AWS partition this product works in: a hard boundary for identities and ARNs. */
export type Partition = "aws" | "aws-us-gov";

/** The operator's word for a partition: Commercial or GovCloud. */
export type Environment = "com" | "gov";

/** Both partitions, in the order pages show them. */
export const PARTITIONS: readonly Partition[] = ["aws", "aws-us-gov"];

/**
 * Maps an environment to its partition.
 *
 * @param environment `com` or `gov`.
 * @returns `aws` or `aws-us-gov`.
 */
export function partitionOfEnvironment(environment: Environment): Partition {
  return environment === "gov" ? "aws-us-gov" : "aws";
}

/**
 * Maps a partition to its environment.
 *
 * @param partition `aws` or `aws-us-gov`.
 * @returns `com` or `gov`.
 */
export function environmentOfPartition(partition: Partition): Environment {
  return partition === "aws-us-gov" ? "gov" : "com";
}
