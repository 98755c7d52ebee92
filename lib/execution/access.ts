import { type Partition, PARTITIONS } from "@/lib/base/mod.ts";
import type { Credentials, HeldCredentials, Session } from "@/lib/credentials/mod.ts";
import type { Batch } from "./model.ts";
import type { ExecutionRefusal } from "./view.ts";

/** What a session holds in the partitions of a batch. */
export type HeldByPartition = ReadonlyMap<Partition, HeldCredentials>;

/** Whose credentials a batch may use. */
export interface Access {
  readonly kind: "held";
  readonly held: HeldByPartition;
}

/**
 * Gets a session's credentials for partitions.
 *
 * @param session The session.
 * @param options Where, and whose they must be where that is bound already.
 * @returns All of them, or which are missing or of another account.
 * @throws {AppError} `store_busy` or `store_unavailable` (503).
 */
export async function accessOf(
  session: Session,
  { credentials, partitions, accounts }: {
    readonly credentials: Pick<Credentials, "held">;
    readonly partitions: readonly Partition[];
    readonly accounts: Batch["accounts"];
  },
): Promise<Access | ExecutionRefusal> {
  const held = new Map<Partition, HeldCredentials>();
  for (const partition of partitions) {
    const own = await credentials.held(session, partition);
    if (own) held.set(partition, own);
  }
  const missing = partitions.filter((partition) => !held.has(partition));
  if (missing.length > 0) return { kind: "not_signed_in", partitions: missing };
  for (const [partition, { account }] of held) {
    const bound = accounts[partition];
    if (bound !== undefined && bound !== account) {
      return { kind: "other_account", partition, account: bound };
    }
  }
  return { kind: "held", held };
}

/** Names who lends, by partition. */
export function lendersOf(held: HeldByPartition): Batch["lenders"] {
  return Object.fromEntries([...held].map(([partition, { arn }]) => [partition, arn]));
}

/** Names all identities of a session. */
export function actorsOf({ state: { identities } }: Session): readonly string[] {
  return [...new Set(PARTITIONS.flatMap((partition) => identities[partition]?.arn ?? []))];
}

/**
 * Names who acts: the identity of the first of the partitions that are used.
 *
 * @param session The session.
 * @param partitions The partitions, in the order pages show them; any when empty.
 * @returns The ARN.
 */
export function actorOf(session: Session, partitions: readonly Partition[] = []): string {
  const { identities } = session.state;
  const arns = partitions.flatMap((partition) => identities[partition]?.arn ?? []);
  return arns[0] ?? actorsOf(session)[0] ?? "unknown";
}
