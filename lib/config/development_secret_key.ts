import { dirname } from "node:path";
import { quoted, randomId } from "@/lib/base/mod.ts";
import { ConfigError } from "./config_error.ts";
import { newSecretKey, secretKeyProblem } from "./secret_key.ts";

/**
 * Reads the key a development machine keeps for itself, or makes one there (mode 0600). Processes
 * that start at once all end up with the same key.
 *
 * @param path The key file, for example `data/dev-secret-key`; its directory is made (0700).
 * @returns The key, and whether this call made it.
 * @throws {ConfigError} When the file holds something that is no good key; it is left as it is.
 */
export async function developmentSecretKey(
  path: string,
): Promise<{ readonly key: string; readonly created: boolean }> {
  const kept = await readKept(path);
  const created = kept === undefined && await createKeyFile(path);
  const key = (kept ?? await Deno.readTextFile(path)).trim();
  const problem = secretKeyProblem(key);
  if (problem === undefined) return { key, created };
  throw new ConfigError([{
    path: "SECRET_KEY",
    message: `is not set, and the key kept in ${quoted(path)} ${problem}; ` +
      "delete that file to have a new key made",
  }]);
}

async function readKept(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Writes the whole key aside and links it into place: no process ever reads half a key. */
async function createKeyFile(path: string): Promise<boolean> {
  await Deno.mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const aside = `${path}.${randomId(9)}`;
  await Deno.writeTextFile(aside, `${newSecretKey()}\n`, { createNew: true, mode: 0o600 });
  try {
    await Deno.link(aside, path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return false;
    throw error;
  } finally {
    await Deno.remove(aside);
  }
}
