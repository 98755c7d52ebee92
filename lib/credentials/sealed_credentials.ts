import { z } from "zod";
import type { AwsCredentials } from "@/lib/aws/mod.ts";
import { type Partition, Secret } from "@/lib/base/mod.ts";
import { openSealed, seal, type SealPlace } from "@/lib/security/mod.ts";
import type { SessionSeal } from "@/lib/sessions/mod.ts";
import type { StoredRecord } from "@/lib/store/mod.ts";
import { credentialsKey } from "./keys.ts";

/** Credentials and when they are to be erased, in ms since 1970. */
export interface KeptCredentials {
  /** What signs requests. */
  readonly credentials: AwsCredentials;
  /** The end; it is sealed too, so that nobody can move it. */
  readonly expiresAtMs: number;
}

type Place = SessionSeal & { readonly partition: Partition };

const contentSchema = z.object({
  accessKeyId: z.string(),
  secretAccessKey: z.string(),
  sessionToken: z.string().optional(),
  expiresAtMs: z.number(),
});

/**
 * Says where a session's credentials of a partition stand.
 *
 * @param place The session's hash and the partition.
 * @returns The record of sealed bytes.
 */
export function sealedRecord(
  place: { readonly hash: string; readonly partition: Partition },
): StoredRecord<Uint8Array<ArrayBuffer>> {
  return { key: credentialsKey(place), schema: z.instanceof(Uint8Array<ArrayBuffer>) };
}

/**
 * Seals credentials for a session.
 *
 * @param kept The credentials and their end.
 * @param place The session's seal and the partition.
 * @returns The bytes to store.
 */
export function sealCredentials(
  { credentials, expiresAtMs }: KeptCredentials,
  place: Place,
): Promise<Uint8Array<ArrayBuffer>> {
  const content: z.infer<typeof contentSchema> = {
    accessKeyId: credentials.accessKeyId,
    secretAccessKey: credentials.secretAccessKey.reveal(),
    sessionToken: credentials.sessionToken?.reveal(),
    expiresAtMs,
  };
  const bytes = new TextEncoder().encode(JSON.stringify(content));
  return seal(bytes, { key: place.dataKey, place: sealPlace(place) });
}

/**
 * Opens what `sealCredentials()` made.
 *
 * @param sealed The stored bytes.
 * @param place The session's seal and the partition.
 * @returns The credentials, or `null` when they do not open.
 */
export async function openCredentials(
  sealed: Uint8Array<ArrayBuffer>,
  place: Place,
): Promise<KeptCredentials | null> {
  const bytes = await openSealed(sealed, { keys: [place.dataKey], place: sealPlace(place) });
  if (bytes === null) return null;
  const content = contentSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  const { accessKeyId, secretAccessKey, sessionToken, expiresAtMs } = content;
  const credentials = {
    accessKeyId,
    secretAccessKey: new Secret(secretAccessKey),
    ...(sessionToken === undefined ? {} : { sessionToken: new Secret(sessionToken) }),
  };
  return { credentials, expiresAtMs };
}

function sealPlace({ generation, ...place }: Place): SealPlace {
  return { key: credentialsKey(place), field: "sealed", generation };
}
