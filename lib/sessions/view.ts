/** What pages and the API may know of a session: no id, no key, no credential. */
import {
  type AccountId,
  type Environment,
  environmentOfPartition,
  type Partition,
  PARTITIONS,
} from "@/lib/base/view.ts";

/** Who is signed in to one partition, and until when. */
export interface Identity {
  /** The account AWS named. */
  readonly account: AccountId;
  /** The caller's ARN. */
  readonly arn: string;
  /** AWS's unique id of the caller. */
  readonly userId: string;
  /** When its credentials are erased here, in ms since 1970. */
  readonly expiresAtMs: number;
  /** Whether the pasted text told an end; AWS does not, so the real one may come earlier. */
  readonly isExpiryKnown: boolean;
}

/** An identity as the API shows it. */
export interface IdentityView {
  /** Commercial or GovCloud. */
  readonly environment: Environment;
  /** The account AWS named. */
  readonly account: AccountId;
  /** The caller's ARN. */
  readonly arn: string;
  /** AWS's unique id of the caller. */
  readonly userId: string;
  /** When its credentials are erased here, ISO 8601 in UTC. */
  readonly expiresAt: string;
  /** Whether the pasted text told an end. */
  readonly expiresAtKnown: boolean;
}

/** Who is signed in where, and the change that tools work on. */
export interface SessionView {
  /** The identity of each environment, `null` when not signed in there. */
  readonly environments: Readonly<Record<Environment, IdentityView | null>>;
  /** The number of the change, `null` when none is loaded. */
  readonly currentChange: string | null;
}

/** The part of a session that is shown. */
export interface ShownSession {
  /** By partition, `null` when not signed in there. */
  readonly identities: Readonly<Record<Partition, Identity | null>>;
  /** The number of the change. */
  readonly currentChange: string | null;
}

/** What somebody without a session sees. */
export const SIGNED_OUT: SessionView = {
  environments: { com: null, gov: null },
  currentChange: null,
};

/**
 * Shows an identity.
 *
 * @param identity Who is signed in.
 * @param partition Where.
 * @returns What the API answers.
 */
export function identityView(identity: Identity, partition: Partition): IdentityView {
  const { account, arn, userId, expiresAtMs, isExpiryKnown } = identity;
  return {
    environment: environmentOfPartition(partition),
    account,
    arn,
    userId,
    expiresAt: new Date(expiresAtMs).toISOString(),
    expiresAtKnown: isExpiryKnown,
  };
}

/**
 * Shows a session; an identity whose time is over is not signed in any more.
 *
 * @param session The session.
 * @param time The wall time in ms since 1970.
 * @returns What pages and the API show.
 */
export function sessionView(
  { identities, currentChange }: ShownSession,
  { nowMs }: { readonly nowMs: number },
): SessionView {
  const [com = null, gov = null] = PARTITIONS.map((partition) => {
    const identity = identities[partition];
    return identity && identity.expiresAtMs > nowMs ? identityView(identity, partition) : null;
  });
  return { environments: { com, gov }, currentChange };
}
