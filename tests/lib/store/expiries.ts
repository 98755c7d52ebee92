import { DatabaseSync } from "node:sqlite";
import { openStore, type Store } from "@/lib/store/mod.ts";

/**
 * Runs a test with a store in a file. `expiriesMs` tells when the database may collect each of its
 * entries, in the order of their keys: ms since 1970, -1 for never. Deno KV itself does not tell.
 */
export async function withExpiries(
  test: (store: Store, expiriesMs: () => readonly number[]) => Promise<void>,
): Promise<void> {
  const directory = await Deno.makeTempDir();
  const path = `${directory}/store.kv`;
  const store = await openStore({ kind: "file", path });
  const database = new DatabaseSync(path, { readOnly: true });
  const query = database.prepare("SELECT expiration_ms FROM kv ORDER BY k");
  try {
    await test(store, () => query.all().map(({ expiration_ms: timeMs }) => Number(timeMs)));
  } finally {
    database.close();
    store.close();
    await Deno.remove(directory, { recursive: true });
  }
}
