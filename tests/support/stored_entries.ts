import type { Store } from "@/lib/store/mod.ts";

/** Every entry of a store by key, with its version: equal before and after means nothing changed. */
export async function storedEntries(
  { kv }: Store,
): Promise<Readonly<Record<string, string>>> {
  const entries: Record<string, string> = {};
  for await (const { key, versionstamp } of kv.list({ prefix: [] })) {
    entries[JSON.stringify(key)] = versionstamp;
  }
  return entries;
}
