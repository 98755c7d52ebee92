/** Adds to one counter from many workers, then prints how many increments were acknowledged. */
import { z } from "zod";
import { openStore } from "@/lib/store/mod.ts";

const [path = "", workers = "", rounds = ""] = Deno.args;
const counter = { key: ["counter"], schema: z.number() };
const store = await openStore({ kind: "file", path });
let acknowledged = 0;

async function work(): Promise<void> {
  for (let round = 0; round < Number(rounds); round++) {
    await store.transact([counter], ([count]) => ({
      result: undefined,
      write: (atomic) => atomic.set(counter.key, (count ?? 0) + 1),
    }), { deadlineMs: 30_000 });
    acknowledged++;
  }
}

await Promise.all(Array.from({ length: Number(workers) }, work));
store.close();
console.log(acknowledged);
