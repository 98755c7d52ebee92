import assert from "node:assert/strict";
import { TaskPool } from "@/lib/execution/task_pool.ts";

Deno.test("a slow cell leaves room for the others", async () => {
  const pool = new TaskPool({ total: 3, perCell: 2 });
  const slow = Promise.withResolvers<void>();
  const ended: string[] = [];
  const task = (name: string, wait: Promise<void> = Promise.resolve()) => async () => {
    await wait;
    ended.push(name);
  };
  for (const name of ["a1", "a2", "a3"]) pool.add("a", task(name, slow.promise));
  const quick = Promise.withResolvers<void>();
  pool.add("b", task("b1"));
  pool.add("b", async () => {
    await task("b2")();
    quick.resolve();
  });
  await quick.promise;
  assert.deepEqual(ended, ["b1", "b2"]);
  assert.ok(!pool.isIdle);
  slow.resolve();
  await pool.idle();
  assert.deepEqual(ended, ["b1", "b2", "a1", "a2", "a3"]);
  assert.ok(pool.isIdle);
});
