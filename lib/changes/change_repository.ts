import { type ChangeNumber, type Clock, isChangeNumber } from "@/lib/base/mod.ts";
import {
  invalidCursor,
  type Parts,
  readLarge,
  removeParts,
  type Store,
  type Write,
  writeParts,
} from "@/lib/store/mod.ts";
import { changeKey, changePartsKey, CHANGES_PREFIX } from "./keys.ts";
import {
  type ChangeHeader,
  changeHeaderSchema,
  type ChangeInput,
  instancesSchema,
} from "./model.ts";
import type { CreateResult, DeleteResult, ImportResult, ReplaceResult } from "./results.ts";
import type {
  Change,
  ChangeDraft,
  ChangeInstance,
  ChangePage,
  ChangeQuery,
  ChangeSummary,
} from "./view.ts";

type Found = readonly (ChangeHeader | null)[];
type Draft = ChangeDraft & Partial<Pick<ChangeInput, "description" | "status">>;
type StagedDraft = Draft & { readonly parts: Parts };
type Written = {
  readonly kind: "written";
  readonly headers: readonly ChangeHeader[];
  readonly old: Found;
};

/** The stored changes. A change's servers are written first and count once its header names them. */
export class ChangeRepository {
  readonly #store: Store;
  readonly #clock: Clock;

  /**
   * Works on a store.
   *
   * @param store Where changes are kept.
   * @param clock Tells when a change was made or changed.
   */
  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /**
   * Reads a change.
   *
   * @param number The change.
   * @returns The change with its servers, or `undefined` when there is none.
   * @throws {AppError} `store_unavailable` or `store_busy` (503), `record_invalid` (500).
   */
  async find(number: ChangeNumber): Promise<Change | undefined> {
    const found = await readLarge(this.#store, {
      header: recordOf(number),
      partsOf: ({ parts }) => parts,
      prefix: changePartsKey(number),
      schema: instancesSchema,
    });
    return found ? changeOf(found.header, found.content) : undefined;
  }

  /**
   * Reads what lists show of a change, and none of its servers.
   *
   * @param number The change.
   * @returns The change without its servers, or `undefined` when there is none.
   * @throws {AppError} `store_unavailable` (503), `record_invalid` (500).
   */
  async summary(number: ChangeNumber): Promise<ChangeSummary | undefined> {
    const [header] = await this.#store.read([recordOf(number)]);
    return header ? summaryOf(header) : undefined;
  }

  /**
   * Lists changes by number, without their servers.
   *
   * @param query Which changes, how many, and after which one.
   * @returns One page of them.
   * @throws {AppError} `invalid_cursor` (422), `store_unavailable` (503), `record_invalid` (500).
   */
  async list(query: ChangeQuery): Promise<ChangePage> {
    const { cursor } = query;
    if (cursor !== undefined && !isChangeNumber(cursor)) throw invalidCursor(cursor);
    const items: ChangeSummary[] = [];
    const after = cursor === undefined ? undefined : [cursor];
    const range = { prefix: CHANGES_PREFIX, schema: changeHeaderSchema, after };
    for await (const { value: header } of this.#store.list(range)) {
      const last = items.at(-1);
      if (last && items.length === query.limit) return { items, nextCursor: last.number };
      if (await this.#fits(header, query)) items.push(summaryOf(header));
    }
    return { items, nextCursor: undefined };
  }

  /**
   * Makes a change.
   *
   * @param input The change.
   * @returns Its version, or that its number is taken.
   * @throws {AppError} `store_unavailable` or `store_busy` (503); it may have been made then.
   */
  async create(input: ChangeInput): Promise<CreateResult> {
    const result = await this.#save(
      [input],
      ([current]) => current ? { kind: "exists" } : undefined,
    );
    return result.kind === "written"
      ? { kind: "created", version: versionOf(result) }
      : { kind: "exists" };
  }

  /**
   * Replaces a change that has not changed since it was read.
   *
   * @param input The change as it is to be.
   * @param version The version it was read at.
   * @returns Its new version, or why it stayed as it was.
   * @throws {AppError} `store_unavailable` or `store_busy` (503); it may have been replaced then.
   */
  async replace(input: ChangeInput, version: string): Promise<ReplaceResult> {
    const result = await this.#save([input], ([current]) => refusalOf(current, version));
    return result.kind === "written" ? { kind: "replaced", version: versionOf(result) } : result;
  }

  /**
   * Deletes a change that has not changed since it was read.
   *
   * @param number The change.
   * @param version The version it was read at.
   * @returns Whether it was deleted, or why it stayed.
   * @throws {AppError} `store_unavailable` or `store_busy` (503); it may have been deleted then.
   */
  async delete(number: ChangeNumber, version: string): Promise<DeleteResult> {
    const record = recordOf(number);
    let deleted: ChangeHeader | undefined;
    const result = await this.#store.transact<[ChangeHeader], DeleteResult>(
      [record],
      ([current]) => {
        // A commit that was reported as failed may have landed all the same.
        if (deleted && !current) return { result: deletedResult(deleted) };
        const refusal = refusalOf(current, version);
        if (!current || refusal) return { result: refusal ?? { kind: "unknown_change" } };
        deleted = current;
        return { result: deletedResult(current), write: (atomic) => atomic.delete(record.key) };
      },
    );
    if (deleted && result.kind === "deleted") await this.#remove(number, deleted.parts);
    return result;
  }

  /**
   * Saves the changes of a file. A stored change keeps its description and status.
   *
   * @param drafts The changes, each number once.
   * @param options Decides by the version that is stored, `null` where none is, whether a change
   * may be saved. It is asked again within the commit.
   * @returns What was made and replaced, or which changes may not be saved, and then nothing is.
   * Changes are saved together up to the number of records that a commit checks, 100 in a file and
   * ten on a KV Connect server: when somebody writes one of the later ones at the same moment, the
   * earlier ones stay.
   * @throws {AppError} `store_unavailable` or `store_busy` (503); some may have been saved then.
   */
  async import(
    drafts: readonly ChangeDraft[],
    { isExpected }: {
      readonly isExpected: (number: ChangeNumber, version: string | null) => boolean;
    },
  ): Promise<ImportResult> {
    const refuse = (slice: readonly ChangeDraft[]) => (found: Found) => {
      const numbers = slice.map(({ number }) => number)
        .filter((number, index) => !isExpected(number, found[index]?.parts.version ?? null));
      return numbers.length === 0 ? undefined : { kind: "unexpected" as const, numbers };
    };
    const stored = await this.#store.read(drafts.map(({ number }) => recordOf(number)));
    const refusal = refuse(drafts)(stored);
    if (refusal) return refusal;
    const [created, replaced]: [ChangeNumber[], ChangeNumber[]] = [[], []];
    const step = this.#store.maxChecks;
    for (let start = 0; start < drafts.length; start += step) {
      const slice = drafts.slice(start, start + step);
      const result = await this.#save(slice, refuse(slice));
      if (result.kind === "unexpected") return result;
      for (const [index, { number }] of result.headers.entries()) {
        (result.old[index] ? replaced : created).push(number);
      }
    }
    return { kind: "imported", created, replaced };
  }

  /** Writes the drafts' servers, then all their headers in one commit. */
  async #save<
    Refusal extends { readonly kind: "exists" | "unexpected" | "unknown_change" | "stale" },
  >(
    drafts: readonly Draft[],
    refuse: (found: Found) => Refusal | undefined,
  ): Promise<Written | Refusal> {
    const records = drafts.map(({ number }) => recordOf(number));
    const staged = await Promise.all(drafts.map((draft) => this.#stage(draft)));
    let written: Written | undefined;
    const result = await this.#store.transact<readonly ChangeHeader[], Written | Refusal>(
      records,
      (found) => {
        // A commit that was reported as failed may have landed all the same.
        if (written && hasLanded(written, found)) return { result: written };
        const refusal = refuse(found);
        if (refusal) return { result: refusal };
        const headers = staged.map((each, index) => this.#headerOf(each, found[index] ?? null));
        const write: Write = (atomic) => {
          for (const header of headers) atomic.set(changeKey(header.number), header);
        };
        written = { kind: "written", headers, old: found };
        return { result: written, write };
      },
    );
    const unused = result.kind === "written" ? result.old : staged;
    for (const each of unused) if (each) await this.#remove(each.number, each.parts);
    return result;
  }

  async #stage(draft: Draft): Promise<StagedDraft> {
    const bytes = new TextEncoder().encode(JSON.stringify(draft.instances));
    const prefix = changePartsKey(draft.number);
    return { ...draft, parts: await writeParts(this.#store, { prefix, bytes }) };
  }

  #headerOf(
    { instances, parts, ...draft }: StagedDraft,
    current: ChangeHeader | null,
  ): ChangeHeader {
    const updatedAt = new Date(this.#clock.now()).toISOString();
    return {
      number: draft.number,
      description: draft.description ?? current?.description ?? "",
      status: draft.status ?? current?.status ?? "open",
      instanceCount: instances.length,
      createdAt: current?.createdAt ?? updatedAt,
      updatedAt,
      parts,
    };
  }

  async #remove(number: ChangeNumber, parts: Parts): Promise<void> {
    await removeParts(this.#store, { prefix: changePartsKey(number), parts });
  }

  async #fits(header: ChangeHeader, { status, account, text }: ChangeQuery): Promise<boolean> {
    if (status && header.status !== status) return false;
    const shown = `${header.number} ${header.description}`.toLowerCase();
    if (text && !shown.includes(text.toLowerCase())) return false;
    if (!account) return true;
    const change = await this.find(header.number);
    return change?.instances.some((instance) => instance.account === account) ?? false;
  }
}

function recordOf(number: ChangeNumber) {
  return { key: changeKey(number), schema: changeHeaderSchema };
}

function refusalOf(
  current: ChangeHeader | null | undefined,
  version: string,
): { readonly kind: "unknown_change" | "stale" } | undefined {
  if (!current) return { kind: "unknown_change" };
  return current.parts.version === version ? undefined : { kind: "stale" };
}

function deletedResult({ instanceCount }: ChangeHeader): DeleteResult {
  return { kind: "deleted", instanceCount };
}

function hasLanded({ headers }: Written, found: Found): boolean {
  return headers.every(({ parts }, index) => found[index]?.parts.version === parts.version);
}

function versionOf({ headers: [header] }: Written): string {
  return header?.parts.version ?? "";
}

function summaryOf({ parts: _, ...summary }: ChangeHeader): ChangeSummary {
  return summary;
}

function changeOf(header: ChangeHeader, instances: readonly ChangeInstance[]): Change {
  return { ...summaryOf(header), version: header.parts.version, instances };
}
