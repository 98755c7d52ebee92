import type { AccountId, Region, Secret } from "@/lib/base/mod.ts";

/** Keys that sign AWS requests: long-term (`AKIA…`) or of a session (`ASIA…`, with a token). */
export interface AwsCredentials {
  /** The access key id; it may be shown. */
  readonly accessKeyId: string;
  /** The key that signs. */
  readonly secretAccessKey: Secret;
  /** The session token; AWS refuses `ASIA…` keys without it. */
  readonly sessionToken?: Secret | undefined;
}

/** Whose requests go where: one SDK client exists for each service and scope. */
export interface AwsScope {
  /** Who signs. */
  readonly credentials: AwsCredentials;
  /** Whose limits the calls count against; those of the credentials alone when absent. */
  readonly account?: AccountId;
  /** The region that is called; Organizations answers in its partition's home region instead. */
  readonly region: Region;
}
