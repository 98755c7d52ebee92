import type { HeldCredentials } from "@/lib/credentials/mod.ts";
import type { Partition, Secret } from "@/lib/base/mod.ts";

/** For whom a secret is read. */
export interface SecretUse {
  /** Where the servers are. */
  readonly partition: Partition;
  /** The credentials that the batch runs with. */
  readonly held: HeldCredentials;
  /** Ends the question to AWS. */
  readonly signal?: AbortSignal | undefined;
}

/** Reads a secret when a command is sent, and no earlier; `AwsError` when AWS refuses. */
export type SecretSetting = (use: SecretUse) => Promise<Secret>;

/** What the server adds to scripts, by environment variable; `undefined` where it is not set. */
export type Settings = Readonly<Record<string, string | SecretSetting | undefined>>;

/**
 * Tells which settings there are, without reading a secret.
 *
 * @param settings The settings.
 * @returns The texts; a secret is shown by the name of its variable.
 */
export function shownSettings(settings: Settings): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(
    Object.entries(settings).map(([variable, setting]) => [
      variable,
      typeof setting === "function" ? `[${variable}]` : setting,
    ]),
  );
}
