import { timeText } from "./time_text.ts";

/** Whose credentials they are. */
export interface TestedIdentity {
  readonly environment: string;
  readonly account: string;
  readonly arn: string;
  /** ISO 8601 in UTC. */
  readonly expiresAt: string;
}

/**
 * Says whose credentials were tested.
 *
 * @param identity What AWS said of them.
 * @returns One sentence or two.
 */
export function identityText({ environment, account, arn, expiresAt }: TestedIdentity): string {
  const { text } = timeText(new Date(expiresAt));
  return `AWS accepts them in ${environment.toUpperCase()}: account ${account}, ${arn}. ` +
    `They would be kept until ${text} UTC. Nothing was stored.`;
}
