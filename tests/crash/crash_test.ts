import assert from "node:assert/strict";
import { seededRandom } from "@/lib/aws/simulator/seeded_random.ts";
import { assertExactlyOnce, CrashLane } from "./crash_lane.ts";

/** `deno task test:crash` does all of it; the gate takes a sample. */
const [KILLS, BROKEN_REPLIES, STANDSTILLS] = Deno.args.includes("all")
  ? [200, 100, 40]
  : [20, 10, 4];
const LANES = 2;
const KILLS_PER_BATCH = 6;
/** A process that is left alone starts and ends its batch in about this time, in ms. */
const LIFE_MS = 2_000;

/** A process that is to stand still has not ended its batch by then, in ms. */
const WORK_MS = 1_000;
/** What the one that stood still had asked for, and the other asks again. */
const FETCHES_UNDER_WAY = 10;

const random = seededRandom(20_261_123);

Deno.test(`A04 ${KILLS} kills at random points: each script runs once, and is reported`, async () => {
  await inLanes(async (lane, number) => {
    const kills = KILLS / LANES;
    for (let killed = 0; killed < kills;) {
      const batch = await lane.nextBatch({ pings: ["online", "not_registered"] });
      for (const last = Math.min(killed + KILLS_PER_BATCH, kills); killed < last; killed++) {
        const afterMs = random.unit(`lane ${number}, kill ${killed}`) * LIFE_MS;
        if (!await batch.carryAndKill(afterMs)) break;
      }
      assertExactlyOnce(await batch.carryToEnd(), await lane.truth());
    }
  });
});

Deno.test(`A05 ${BROKEN_REPLIES} lost or broken replies: each script runs once, and is reported`, async () => {
  await inLanes(async (lane) => {
    for (let broken = 0; broken < BROKEN_REPLIES / LANES;) {
      // A server that AWS does not know would need one whole reply, to be taken out.
      const batch = await lane.nextBatch({
        pings: ["online"],
        faults: { brokenReplyRate: 1, only: ["ssm:SendCommand"] },
      });
      const end = await batch.carryToEnd();
      const truth = await lane.truth();
      assertExactlyOnce(end, truth);
      assert.ok(truth.sends.length > 0, "the batch was sent");
      broken += truth.sends.length;
    }
  });
});

Deno.test(`R01 ${STANDSTILLS} processes stand still past their lease: the batch has one poller`, async () => {
  let takeovers = 0;
  await inLanes(async (lane, number) => {
    for (let stood = 0; stood < STANDSTILLS / LANES; stood++) {
      const batch = await lane.nextBatch({ pings: ["online", "not_registered"] });
      const afterMs = random.unit(`lane ${number}, standstill ${stood}`) * WORK_MS;
      const ssmCalls = async () => {
        const { calls } = await lane.truth();
        return Object.entries(calls).filter(([name]) => name.startsWith("ssm:"))
          .reduce((sum, [, count]) => sum + count, 0);
      };
      const { ends: [first, second], tookOver } = await batch.carryTwice(afterMs, ssmCalls);
      if (tookOver) takeovers++;
      const truth = await lane.truth();
      assertExactlyOnce(second, truth);
      assert.deepEqual(first.states, second.states, "both tell the same end");
      const fetched = truth.calls["ssm:GetCommandInvocation"] ?? 0;
      const most = truth.reachable.length + FETCHES_UNDER_WAY;
      assert.ok(fetched <= most, `${fetched} outputs of ${truth.reachable.length} servers`);
    }
  });
  assert.ok(takeovers > 0, "somebody took over");
});

/** Each lane has a simulated AWS of its own, so that one waits while the other works. */
async function inLanes(work: (lane: CrashLane, number: number) => Promise<void>): Promise<void> {
  const numbers = Array.from({ length: LANES }, (_, index) => index);
  await Promise.all(numbers.map(async (number) => {
    await using lane = await CrashLane.open();
    await work(lane, number);
  }));
}
