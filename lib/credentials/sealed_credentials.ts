import { z } from "zod";
import type { AwsCredentials } from "@/lib/aws/mod.ts";
import { type AccountId, isAccountId, Secret } from "@/lib/base/mod.ts";
import { openSealed, seal, type SealingKey, type SealPlace } from "@/lib/security/mod.ts";

/** Credentials, whose they are, and when they are to be erased. All of it is sealed together. */
export interface HeldCredentials {
  /** What signs requests. */
  readonly credentials: AwsCredentials;
  /** The account of the identity, as AWS named it. */
  readonly account: AccountId;
  /** The identity's ARN, as AWS named it. */
  readonly arn: string;
  /** The end, in ms since 1970. */
  readonly expiresAtMs: number;
}

/** What a sealed record holds. */
export const sealedSchema = z.instanceof(Uint8Array<ArrayBuffer>);

const contentSchema = z.object({
  accessKeyId: z.string(),
  secretAccessKey: z.string(),
  sessionToken: z.string().optional(),
  account: z.custom<AccountId>(isAccountId),
  arn: z.string(),
  expiresAtMs: z.number(),
});

/**
 * Seals credentials.
 *
 * @param held The credentials.
 * @param options The key, and the place where the result will stand.
 * @returns The bytes to store.
 */
export function sealCredentials(
  { credentials, ...rest }: HeldCredentials,
  options: { readonly key: SealingKey; readonly place: SealPlace },
): Promise<Uint8Array<ArrayBuffer>> {
  const content: z.infer<typeof contentSchema> = {
    accessKeyId: credentials.accessKeyId,
    secretAccessKey: credentials.secretAccessKey.reveal(),
    sessionToken: credentials.sessionToken?.reveal(),
    ...rest,
  };
  return seal(new TextEncoder().encode(JSON.stringify(content)), options);
}

/**
 * Opens what `sealCredentials()` made.
 *
 * @param sealed The stored bytes.
 * @param options The keys to try, and where the bytes stood.
 * @returns The credentials, or `null` when they do not open or an older release wrote them.
 */
export async function openCredentials(
  sealed: Uint8Array<ArrayBuffer>,
  options: { readonly keys: readonly SealingKey[]; readonly place: SealPlace },
): Promise<HeldCredentials | null> {
  const bytes = await openSealed(sealed, options);
  if (bytes === null) return null;
  const content = contentSchema.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
  if (!content.success) return null;
  const { accessKeyId, secretAccessKey, sessionToken, ...rest } = content.data;
  const credentials = {
    accessKeyId,
    secretAccessKey: new Secret(secretAccessKey),
    ...(sessionToken === undefined ? {} : { sessionToken: new Secret(sessionToken) }),
  };
  return { credentials, ...rest };
}
