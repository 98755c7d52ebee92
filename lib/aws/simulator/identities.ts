import type { AccountId, Partition } from "@/lib/base/mod.ts";
import type { SeededRandom } from "./seeded_random.ts";

/** How long the sample credentials live, in ms. */
const SAMPLE_LIFE_MS = 12 * 3_600_000;
const UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** A role session that may sign requests. */
export interface Identity {
  /** The key id, `ASIA…`. */
  readonly accessKeyId: string;
  /** The key that signs; made up, so it may be shown. */
  readonly secretAccessKey: string;
  /** The session token. */
  readonly sessionToken: string;
  /** The account of the role. */
  readonly account: AccountId;
  /** The partition of the role: it signs for no other. */
  readonly partition: Partition;
  /** The role. */
  readonly roleName: string;
  /** The session's name. */
  readonly sessionName: string;
  /** When the session ends, in ms since 1970. */
  readonly expiresAtMs: number;
}

/** Makes role sessions and knows them by key. */
export class Identities {
  readonly #byKey = new Map<string, Identity>();
  readonly #random: SeededRandom;
  #issued = 0;

  /**
   * Starts without identities.
   *
   * @param random Where keys and tokens come from.
   */
  constructor(random: SeededRandom) {
    this.#random = random;
  }

  /**
   * Makes a session.
   *
   * @param session Whose, and until when.
   * @returns The session with its keys.
   */
  issue(
    session: Omit<Identity, "accessKeyId" | "secretAccessKey" | "sessionToken">,
  ): Identity {
    const key = `identity:${this.#issued++}`;
    const identity = {
      ...session,
      accessKeyId: `ASIA${this.#random.text(`${key}:id`, { alphabet: UPPER, length: 16 })}`,
      secretAccessKey: this.#random.text(`${key}:secret`, { alphabet: BASE64, length: 40 }),
      sessionToken: `IQoJb3JpZ2lu${
        this.#random.text(`${key}:token`, { alphabet: BASE64, length: 320 })
      }==`,
    };
    this.#byKey.set(identity.accessKeyId, identity);
    return identity;
  }

  /**
   * Makes the session of an operator in a management account.
   *
   * @param account The account and its partition.
   * @param nowMs The time, in ms since 1970.
   * @returns The session, which lives 12 hours.
   */
  issueSample(
    { id, partition }: { readonly id: AccountId; readonly partition: Partition },
    nowMs: number,
  ): Identity {
    return this.issue({
      account: id,
      partition,
      roleName: "PCMOperator",
      sessionName: "operator",
      expiresAtMs: nowMs + SAMPLE_LIFE_MS,
    });
  }

  /**
   * Finds a session.
   *
   * @param accessKeyId The key id.
   * @returns The session, ended or not; nothing for an unknown key.
   */
  find(accessKeyId: string): Identity | undefined {
    return this.#byKey.get(accessKeyId);
  }

  /** Ends every session made so far. */
  expireAll(): void {
    for (const [key, identity] of this.#byKey) {
      this.#byKey.set(key, { ...identity, expiresAtMs: 0 });
    }
  }
}
