import { randomId, Secret } from "@/lib/base/mod.ts";
import { createKeyRing, type KeyRing } from "@/lib/security/mod.ts";

/** A SECRET_KEY as `deno task secret` makes it. */
export function newSecret(): Secret {
  return new Secret(randomId(32));
}

/** The keys of a process that has had one SECRET_KEY only. */
export function newKeyRing(current = newSecret()): Promise<KeyRing> {
  return createKeyRing({ current, previous: [] });
}
