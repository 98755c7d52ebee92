import type { State } from "@/lib/app/mod.ts";
import { type Environment, environmentOfPartition, PARTITIONS } from "@/lib/base/mod.ts";

/**
 * Lists where the session is signed in.
 *
 * @param state Who is signed in.
 * @returns The environments, Commercial first.
 */
export function signedInTo({ sessionView }: Pick<State, "sessionView">): readonly Environment[] {
  return PARTITIONS.map(environmentOfPartition)
    .filter((environment) => sessionView.environments[environment] !== null);
}
