import { maskSecrets } from "@/lib/base/mod.ts";
import type { Change } from "@/lib/changes/mod.ts";
import type { Executions } from "@/lib/execution/mod.ts";
import type { EvidenceRecord } from "./evidence_chain.ts";

const PAGE = 200;

/** What a bundle of a change is made of. */
export interface EvidenceSource {
  /** The change with its servers. */
  readonly change: Change;
  /** Its batches. */
  readonly executions: Pick<Executions, "list" | "find" | "eachTarget">;
  /** The ARN of who asks. */
  readonly actor: string;
  /** When, ISO 8601 in UTC. */
  readonly at: string;
}

/**
 * Reads all that was run under a change: every batch with its script's version, who started it and
 * its commands, and every target with its state and its output. Secrets in outputs are masked.
 *
 * @param source The change and its batches.
 * @returns The contents of a bundle, in order; a target at a time, so that none waits in memory.
 * @throws {AppError} `store_unavailable` (503), `record_invalid` (500).
 */
export async function* changeEvidence(
  { change, executions, actor, at }: EvidenceSource,
): AsyncGenerator<Pick<EvidenceRecord, "kind" | "content">, void> {
  yield { kind: "bundle", content: { change, exportedBy: actor, exportedAt: at } };
  let cursor: string | null | undefined;
  do {
    const page = await executions.list({
      change: change.number,
      limit: PAGE,
      ...cursor && { cursor },
    });
    for (const { batchId } of page.items) {
      yield { kind: "execution", content: await executions.find(batchId) };
      for await (const { stdout, stderr, ...target } of executions.eachTarget(batchId)) {
        const outputs = { stdout: maskSecrets(stdout).text, stderr: maskSecrets(stderr).text };
        yield { kind: "target", content: { batchId, ...target, ...outputs } };
      }
    }
    cursor = page.nextCursor;
  } while (cursor !== null);
}
