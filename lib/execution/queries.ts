import { z } from "zod";
import { parseChangeNumber } from "@/lib/base/mod.ts";
import { invalidCursor, type Store } from "@/lib/store/mod.ts";
import { batchSummary, targetView } from "./batch_view.ts";
import { BATCHES_BY_TIME_PREFIX, byChangePrefix } from "./keys.ts";
import type { Batch } from "./model.ts";
import { type Overview, readBatch, readChunks, readTargets } from "./overview.ts";
import type { BatchState, BatchSummary, Paged, TargetState, TargetView } from "./view.ts";

/** Which batches a list shows. */
export interface BatchQuery {
  /** Only those of this change. */
  readonly change?: string | undefined;
  /** Only those of this script. */
  readonly script?: string | undefined;
  /** Only those in this state. */
  readonly state?: BatchState | undefined;
  /** Only those whose starter's ARN holds this text. */
  readonly actor?: string | undefined;
  /** At most so many. */
  readonly limit: number;
  /** The `nextCursor` of the page before. */
  readonly cursor?: string | undefined;
}

/** Which targets a table shows. */
export interface TargetQuery {
  /** Only those in this state. */
  readonly state?: TargetState | undefined;
  /** Only those with this text in their id, name, account, region or summary, in any case. */
  readonly q?: string | undefined;
  /** At most so many. */
  readonly limit: number;
  /** The `nextCursor` of the page before. */
  readonly cursor?: string | undefined;
}

/** A page of targets. */
export type TargetPage = Paged<TargetView> & {
  /** How many fit the query, on all pages. */
  readonly matching: number;
};

const CURSOR = /^(\d{1,16})\.([\w-]{1,64})$/;

/** Lists batches, newest first. */
export async function listBatches(store: Store, query: BatchQuery): Promise<Paged<BatchSummary>> {
  const items: BatchSummary[] = [];
  for await (const batch of batchesFrom(store, query)) {
    if (!fits(batch, query)) continue;
    const last = items.at(-1);
    if (last && items.length === query.limit) {
      return { items, nextCursor: `${Date.parse(last.createdAt)}.${last.batchId}` };
    }
    items.push(batchSummary(batch));
  }
  return { items, nextCursor: null };
}

/** Finds the newest batch of a script for a change. */
export async function latestBatch(
  store: Store,
  { change, script }: { readonly change: string; readonly script: string },
): Promise<Overview | null> {
  for await (const batch of batchesFrom(store, { change })) {
    if (batch.scriptId === script) {
      return { batch, chunks: await readChunks(store, batch.batchId) };
    }
  }
  return null;
}

async function* batchesFrom(
  store: Store,
  { change, cursor }: Pick<BatchQuery, "change" | "cursor">,
): AsyncGenerator<Batch, void> {
  const prefix = change === undefined ? BATCHES_BY_TIME_PREFIX : byChangePrefix(change);
  const after = cursor === undefined ? {} : { after: placeOf(cursor) };
  if (change !== undefined && !parseChangeNumber(change).ok) return;
  for await (
    const { value } of store.list({ prefix, schema: z.string(), reverse: true, ...after })
  ) {
    const batch = await readBatch(store, value);
    if (batch) yield batch;
  }
}

function placeOf(cursor: string): readonly [number, string] {
  const [, timeMs, id] = cursor.match(CURSOR) ?? [];
  if (timeMs === undefined || id === undefined) throw invalidCursor(cursor);
  return [Number(timeMs), id];
}

function fits(batch: Batch, { script, state, actor }: BatchQuery): boolean {
  return (script === undefined || batch.scriptId === script) &&
    (state === undefined || batch.state === state) &&
    (actor === undefined || batch.actor.toLowerCase().includes(actor.toLowerCase()));
}

/** Lists the targets of a batch; the whole batch is filtered, one page is shown. */
export async function listTargets(
  store: Store,
  { batchId, state, q, limit, cursor = "0" }: TargetQuery & { readonly batchId: string },
): Promise<TargetPage | null> {
  if (!/^\d{1,6}$/.test(cursor)) throw invalidCursor(cursor);
  const batch = await readBatch(store, batchId);
  if (!batch) return null;
  const all = (await readTargets(store, batchId))
    .filter(({ target }) => state === undefined || target.state === state)
    .map((placed) => targetView(placed, batch));
  const text = q?.trim().toLowerCase() ?? "";
  const matching = text === "" ? all : all.filter((view) => hasText(view, text));
  const start = Number(cursor);
  const end = start + limit;
  return {
    items: matching.slice(start, end),
    nextCursor: end < matching.length ? String(end) : null,
    matching: matching.length,
  };
}

function hasText(view: TargetView, text: string): boolean {
  const { instanceId, name, account, region, summary } = view;
  return [instanceId, name, account, region, summary].join("\n").toLowerCase().includes(text);
}
