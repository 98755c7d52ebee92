import type { Write } from "@/lib/store/mod.ts";
import type { TargetEnd } from "./chunk_event.ts";
import { outputKey } from "./keys.ts";

/** The end of a target, with its whole output. */
export interface Settled {
  readonly end: TargetEnd;
  readonly stdout: string;
  readonly stderr: string;
}

/** What goes into one commit. */
export interface SettledGroup {
  readonly ends: readonly TargetEnd[];
  readonly write: Write;
}

/** A value of Deno KV holds 64 KiB; a text may take two bytes a character. */
const PART_CHARACTERS = 30_000;
/** A commit of Deno KV takes 800 KiB; the chunk and its targets need up to 80 KiB of it. */
const COMMIT_BYTES = 600_000;
const RESULT_BYTES = 500;

/**
 * Puts ends into commits of a size that Deno KV takes; without ends it is one empty commit.
 *
 * @param batchId The batch.
 * @param settled The ends with their outputs.
 * @returns The groups, each with the writes of its outputs.
 */
export function settledGroups(
  batchId: string,
  settled: readonly Settled[],
): readonly SettledGroup[] {
  const groups: Settled[][] = [[]];
  let bytes = 0;
  for (const each of settled) {
    const size = RESULT_BYTES + 2 * (each.stdout.length + each.stderr.length);
    if (bytes + size > COMMIT_BYTES && bytes > 0) {
      groups.push([]);
      bytes = 0;
    }
    groups.at(-1)?.push(each);
    bytes += size;
  }
  return groups.map((group) => groupOf(batchId, group));
}

function groupOf(batchId: string, group: readonly Settled[]): SettledGroup {
  const kept = group.map(({ end, stdout, stderr }) => {
    const streams = { stdout: partsOf(stdout), stderr: partsOf(stderr) };
    const stdoutParts = streams.stdout.length;
    return { end: { ...end, stdoutParts, stderrParts: streams.stderr.length }, streams };
  });
  return {
    ends: kept.map(({ end }) => end),
    write: (atomic) => {
      for (const { end: { instanceId }, streams } of kept) {
        for (const stream of ["stdout", "stderr"] as const) {
          for (const [part, text] of streams[stream].entries()) {
            atomic.set(outputKey(batchId, { instanceId, stream, part }), text);
          }
        }
      }
    },
  };
}

function partsOf(text: string): readonly string[] {
  return Array.from(
    { length: Math.ceil(text.length / PART_CHARACTERS) },
    (_, part) => text.slice(part * PART_CHARACTERS, (part + 1) * PART_CHARACTERS),
  );
}
