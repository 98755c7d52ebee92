import type { Secret } from "@/lib/base/mod.ts";

/** A key for AES-256-GCM that can be named in what it seals. */
export interface SealingKey {
  /** 16 hexadecimal digits; not secret. */
  readonly id: string;
  /** Never extractable. */
  readonly key: CryptoKey;
}

/** The keys derived from one SECRET_KEY, one for each purpose, none of them extractable. */
export interface DerivedKeys {
  /** Wraps data keys and seals what belongs to no session. */
  readonly sealing: SealingKey;
  /** Signs CSRF tokens. */
  readonly csrf: CryptoKey;
  /** Hashes ids for logs. */
  readonly logHash: CryptoKey;
  /** Chains audit records. */
  readonly audit: CryptoKey;
}

/** All keys of the process: the current one makes, every one of them opens and verifies. */
export interface KeyRing {
  /** From SECRET_KEY. */
  readonly current: DerivedKeys;
  /** The current keys first, then those of SECRET_KEY_PREVIOUS. */
  readonly all: readonly DerivedKeys[];
}

/** What the environment gives. */
export interface KeyRingSecrets {
  /** SECRET_KEY. */
  readonly current: Secret;
  /** SECRET_KEY_PREVIOUS: they open what they sealed and seal nothing. */
  readonly previous: readonly Secret[];
}

const SALT = new TextEncoder().encode("pcm-ops-tools key ring 1");
const KEY_ID_BITS = 64;
const HMAC: HmacKeyGenParams = { name: "HMAC", hash: "SHA-256", length: 256 };

/**
 * Derives a key for each purpose with HKDF-SHA-256 (RFC 5869), so that none of them helps to find
 * another or the secret.
 *
 * @param secrets SECRET_KEY and the keys before it, as text of 43 or more random characters.
 * @returns The key ring.
 */
export async function createKeyRing({ current, previous }: KeyRingSecrets): Promise<KeyRing> {
  const [newest, ...older] = await Promise.all([deriveKeys(current), ...previous.map(deriveKeys)]);
  return { current: newest, all: [newest, ...older] };
}

async function deriveKeys(secret: Secret): Promise<DerivedKeys> {
  const material = await crypto.subtle.importKey(
    "raw",
    new TextEncoder().encode(secret.reveal()),
    "HKDF",
    false,
    ["deriveKey", "deriveBits"],
  );
  const hmacKey = (purpose: string) =>
    crypto.subtle.deriveKey(hkdf(purpose), material, HMAC, false, ["sign"]);
  const aes: AesKeyGenParams = { name: "AES-GCM", length: 256 };
  const [id, key, csrf, logHash, audit] = await Promise.all([
    crypto.subtle.deriveBits(hkdf("key id"), material, KEY_ID_BITS),
    crypto.subtle.deriveKey(hkdf("sealing"), material, aes, false, ["encrypt", "decrypt"]),
    hmacKey("csrf"),
    hmacKey("log hash"),
    hmacKey("audit"),
  ]);
  return { sealing: { id: new Uint8Array(id).toHex(), key }, csrf, logHash, audit };
}

function hkdf(purpose: string): HkdfParams {
  return { name: "HKDF", hash: "SHA-256", salt: SALT, info: new TextEncoder().encode(purpose) };
}
