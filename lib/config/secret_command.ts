/** `deno task secret`: prints a new key for SECRET_KEY. */
import { newSecretKey } from "./secret_key.ts";

if (import.meta.main) {
  Deno.stdout.writeSync(new TextEncoder().encode(`${newSecretKey()}\n`));
}
