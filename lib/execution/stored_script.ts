import { z } from "zod";
import { AppError } from "@/lib/base/mod.ts";
import { type Script, scriptVersion } from "@/lib/scripts/mod.ts";
import type { Store, Write } from "@/lib/store/mod.ts";
import { scriptKey } from "./keys.ts";

const contentSchema = z.instanceof(Uint8Array<ArrayBuffer>);

/**
 * Keeps a script's content under its hash, so that a batch runs what it was planned with. Bytes,
 * since text may take twice the room and pass the limit of a value.
 *
 * @param script The script.
 * @returns Adds one write to a commit.
 */
export function scriptWrite({ version, content }: Pick<Script, "version" | "content">): Write {
  const bytes = new TextEncoder().encode(content);
  return (atomic) => atomic.set(scriptKey(version), bytes);
}

/**
 * Reads a script's content.
 *
 * @param store The store.
 * @param version The SHA-256 of the content.
 * @returns The content.
 * @throws {AppError} `script_changed` (500) when it is missing or is not what the hash says,
 * `store_unavailable` (503).
 */
export async function readScript(store: Store, version: string): Promise<string> {
  const [bytes] = await store.read([{ key: scriptKey(version), schema: contentSchema }]);
  const content = bytes && new TextDecoder().decode(bytes);
  if (content !== null && scriptVersion(content) === version) return content;
  throw new AppError(`Cannot read the script "${version}": expected content with this SHA-256`, {
    code: "script_changed",
    status: 500,
    publicMessage: "The stored script is not the one that was planned. Nothing is sent.",
  });
}
