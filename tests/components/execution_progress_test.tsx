import assert from "node:assert/strict";
import { renderToString } from "preact-render-to-string";
import { ExecutionProgress } from "@/components/ExecutionProgress.tsx";
import type { BatchView } from "@/lib/execution/view.ts";
import { endedBatch } from "./ended_batch.ts";

const CHECKED_AT = "2026-11-23T12:00:00.000Z";
const SILENT = /AWS has not answered for/;

function progressOf(
  { ageSeconds, isHeard = true, ...parts }: Partial<BatchView> & {
    readonly ageSeconds: number;
    readonly isHeard?: boolean;
  },
): string {
  const batch = endedBatch({ in_progress: 2 }, {
    ...{ state: "running", endedAt: null, checkedAt: CHECKED_AT },
    ...parts,
  });
  const nowMs = Date.parse(CHECKED_AT) + ageSeconds * 1_000;
  return renderToString(<ExecutionProgress batch={batch} nowMs={nowMs} isHeard={isHeard} />);
}

Deno.test("data has an age, and old data says that AWS has not answered", () => {
  assert.match(progressOf({ ageSeconds: 3 }), /data 3 s old/);
  assert.doesNotMatch(progressOf({ ageSeconds: 59 }), SILENT);
  assert.match(
    progressOf({ ageSeconds: 75 }),
    /AWS has not answered for 1 min 15 s: what is shown/,
  );
});

Deno.test("AWS is blamed for nothing when it is not asked, or our own server is not heard", () => {
  for (
    const parts of [
      { state: "waiting_credentials" },
      { state: "success", endedAt: CHECKED_AT },
      { isHeard: false },
      { checkedAt: null },
    ] as const
  ) {
    assert.doesNotMatch(progressOf({ ageSeconds: 600, ...parts }), SILENT, JSON.stringify(parts));
  }
});
