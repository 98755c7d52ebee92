import { type Checkout, createCheckout } from "../support/checkout.ts";
import { lockDatabase } from "../support/database_lock.ts";
import { FaultedRun } from "./faulted_run.ts";

/** How long a fault lasts, in ms: `deno task test:crash` takes more than a minute. */
const FAULT_MS = Deno.args.includes("all") ? 65_000 : 3_000;
/** Refusals are to come within 2 s, and recovery within 5 s; a busy machine has four times that. */
const REFUSAL_MS = 4 * 2_000;
const RECOVERY_MS = 4 * 5_000;

let program: Checkout;
Deno.test.beforeAll(async () => {
  program = await createCheckout();
});
Deno.test.afterAll(async () => await program[Symbol.asyncDispose]());

Deno.test("R04: while the database is locked, writes are refused and nothing is sent; then the batch goes on", async () => {
  await using run = await FaultedRun.start({ root: program.root, name: "locked" });
  const lock = await lockDatabase(run.databasePath);
  await run.assertHoldsStill({ durationMs: FAULT_MS, limitMs: REFUSAL_MS });
  await lock.release();
  await run.waitUntilReady(RECOVERY_MS);
  await run.assertEndsOnce();
});

Deno.test("R05: while the disk is full, writes are refused and nothing is sent; then the batch goes on", async () => {
  await using run = await FaultedRun.start({ root: program.root, name: "full" });
  await run.limitFileSize("full");
  await run.assertHoldsStill({ durationMs: FAULT_MS, limitMs: REFUSAL_MS });
  await run.limitFileSize("free");
  await run.waitUntilReady(RECOVERY_MS);
  await run.assertEndsOnce();
});

Deno.test("R06: a backup older than some commands is restored: no server runs the script again", async () => {
  await using run = await FaultedRun.start({ root: program.root, name: "restored" });
  await run.backUp();
  await run.assertEndsOnce();
  await run.restore();
  await run.assertEndsOnce();
});
