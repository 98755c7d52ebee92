/** How many calls an operation takes: at once, and each second. */
interface Limit {
  readonly burst: number;
  readonly perSecond: number;
}

/**
 * AWS publishes those of EC2, STS and Secrets Manager; those of Systems Manager and Organizations
 * are guesses in the range that users report.
 */
const LIMITS: Readonly<Record<string, Limit>> = {
  "organizations:ListAccounts": { burst: 5, perSecond: 1 },
  "ssm:SendCommand": { burst: 20, perSecond: 10 },
  ssm: { burst: 50, perSecond: 20 },
  ec2: { burst: 100, perSecond: 20 },
  sts: { burst: 600, perSecond: 600 },
  secretsmanager: { burst: 1_000, perSecond: 1_000 },
};

const UNKNOWN: Limit = { burst: 20, perSecond: 10 };

/** Throttles each operation by account and region, as AWS does. */
export class TokenBuckets {
  readonly #buckets = new Map<string, { tokens: number; readAtMs: number }>();
  readonly #speed: number;

  /**
   * Starts with full buckets.
   *
   * @param speed How many times faster than real the buckets fill and how much larger they are.
   */
  constructor(speed: number) {
    this.#speed = speed;
  }

  /**
   * Takes a token for one call.
   *
   * @param operation The call, for example `ssm:SendCommand`.
   * @param options The account and region it goes to, and the time in ms.
   * @returns Whether there was one.
   */
  take(
    operation: string,
    { scope, nowMs }: { readonly scope: string; readonly nowMs: number },
  ): boolean {
    const { burst, perSecond } = LIMITS[operation] ?? LIMITS[operation.split(":")[0] ?? ""] ??
      UNKNOWN;
    const size = burst * this.#speed;
    const key = `${operation} ${scope}`;
    const { tokens, readAtMs } = this.#buckets.get(key) ?? { tokens: size, readAtMs: nowMs };
    const filled = (nowMs - readAtMs) / 1_000 * perSecond * this.#speed;
    const available = Math.min(size, tokens + Math.max(0, filled));
    const taken = available >= 1;
    this.#buckets.set(key, { tokens: available - (taken ? 1 : 0), readAtMs: nowMs });
    return taken;
  }
}
