import { z } from "zod";
import { evidenceHash } from "./evidence_chain.ts";

const recordSchema = z.strictObject({
  seq: z.int(),
  kind: z.string(),
  content: z.unknown(),
  previous: z.string(),
  hash: z.string(),
});
const endSchema = z.strictObject({ records: z.int() });

/** Whether a bundle is as it was written, or the first line that is not. */
export type EvidenceVerdict =
  | { readonly kind: "intact"; readonly records: number; readonly lastHash: string }
  | { readonly kind: "broken"; readonly line: number; readonly reason: string };

/**
 * Follows the chain of a bundle from its first line to its last. A bundle that somebody has written
 * anew as a whole does not show: compare the last hash with the one in the audit.
 *
 * @param lines The lines of the file, without line breaks.
 * @returns Whether it is intact.
 */
export async function verifyEvidence(lines: AsyncIterable<string>): Promise<EvidenceVerdict> {
  let last = { seq: 0, hash: "", isEnd: false };
  for await (const text of lines) {
    const line = last.seq + 1;
    const broken = (reason: string) => ({ kind: "broken", line, reason }) as const;
    if (last.isEnd) return broken("there is more after the end");
    const record = recordSchema.safeParse(parsedJson(text)).data;
    if (!record) return broken("it is no record of a bundle");
    if (record.seq !== line) {
      return broken(`it is record ${record.seq}: records are missing or moved`);
    }
    if (record.previous !== last.hash) return broken("it does not follow the record before");
    if (record.hash !== await evidenceHash(record)) return broken("its content was changed");
    const isEnd = record.kind === "end";
    if (isEnd && endSchema.safeParse(record.content).data?.records !== line) {
      return broken("the end counts other records");
    }
    last = { seq: line, hash: record.hash, isEnd };
  }
  if (!last.isEnd) return { kind: "broken", line: last.seq + 1, reason: "the end is missing" };
  return { kind: "intact", records: last.seq, lastHash: last.hash };
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What is no JSON is no record, which is what the caller says.
    return undefined;
  }
}
