import type { AccountId, InstanceId } from "@/lib/base/mod.ts";
import type { Page } from "./page.ts";

/** A server as EC2 knows it. Names and tags are foreign text. */
export interface Ec2Instance {
  /** The instance's id. */
  readonly instanceId: InstanceId;
  /** The account that owns it. */
  readonly account: AccountId;
  /** EC2's word for the state: `running`, `stopped`, … */
  readonly state: string;
  /** EC2 names Windows; all else counts as Linux. */
  readonly platform: "linux" | "windows";
  /** The tag `Name`, or nothing. */
  readonly name: string;
  /** All tags by key. */
  readonly tags: Readonly<Record<string, string>>;
}

/** What DescribeInstances is asked: named instances, or a page of all. */
export interface DescribeInstancesRequest {
  /** Only these; then neither `maxResults` nor `nextToken` may be given. */
  readonly instanceIds?: readonly InstanceId[];
  /** 5–1,000 instances a page. */
  readonly maxResults?: number;
  /** The page to read. */
  readonly nextToken?: string | undefined;
}

/**
 * Amazon EC2 (EC2 API reference 2016-11-15). Every method throws `AwsError` when AWS refuses or
 * cannot be reached, and the signal's reason when the caller aborts.
 */
export interface Ec2 {
  /** Reads instances; one unknown id fails the whole call with `not_found`. */
  describeInstances(
    request: DescribeInstancesRequest,
    signal?: AbortSignal,
  ): Promise<Page<Ec2Instance>>;
  /** Names the regions that are enabled for the account. */
  describeRegions(signal?: AbortSignal): Promise<readonly string[]>;
}
