import { AppError, type ChangeNumber, type Clock } from "@/lib/base/mod.ts";
import { type Parts, readParts, removeParts, type Store, writeParts } from "@/lib/store/mod.ts";
import { changeKey, changePartsKey } from "./keys.ts";
import { listHeaders } from "./list_headers.ts";
import {
  type ChangeHeader,
  changeHeaderSchema,
  type ChangeInput,
  instancesSchema,
} from "./model.ts";
import type { CreateResult, DeleteResult, ImportResult, ReplaceResult } from "./results.ts";
import { storedValue } from "./stored_value.ts";
import type { Change, ChangeDraft, ChangePage, ChangeQuery, ChangeSummary } from "./view.ts";

/** A reader that meets a writer reads again; more often than this, something else is wrong. */
const MAX_READS = 10;
/** A KV Connect server checks no more records in one commit. */
const MAX_CHANGES_A_COMMIT = 10;

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
    for (let reads = 0; reads < MAX_READS; reads++) {
      const [header] = await this.#store.read([recordOf(number)]);
      if (!header) return undefined;
      const place = { prefix: changePartsKey(number), parts: header.parts };
      const bytes = await readParts(this.#store, place);
      if (bytes) return changeOf(header, bytes);
    }
    throw new AppError(`Cannot read the change "${number}": others replaced it all the time`, {
      code: "store_busy",
      status: 503,
      publicMessage: "Too many people change this at once. Try again in a few seconds.",
      headers: { "Retry-After": "5" },
    });
  }

  /**
   * Lists changes by number, without their servers.
   *
   * @param query Which changes, how many, and after which one.
   * @returns One page of them.
   * @throws {AppError} `store_unavailable` (503), `record_invalid` (500).
   */
  async list(query: ChangeQuery): Promise<ChangePage> {
    const items: ChangeSummary[] = [];
    for await (const header of listHeaders(this.#store, query.cursor)) {
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
    const { refusal, parts } = await this.#store.transact([record], ([current]) => {
      const refusal = refusalOf(current, version);
      const write = refusal ? undefined : (atomic: Deno.AtomicOperation) => {
        atomic.delete(record.key);
      };
      return { result: { refusal, parts: current?.parts }, write };
    });
    if (refusal) return refusal;
    if (parts) await this.#remove(number, parts);
    return { kind: "deleted" };
  }

  /**
   * Saves the changes of a file. A stored change keeps its description and status.
   *
   * @param drafts The changes, each number once.
   * @param options Whether stored changes may be replaced.
   * @returns What was made and replaced, or which changes exist, and then nothing is saved. Of more
   * than ten changes each ten are saved together: when somebody makes one of the later ones at the
   * same moment, the earlier ones stay.
   * @throws {AppError} `store_unavailable` or `store_busy` (503); some may have been saved then.
   */
  async import(
    drafts: readonly ChangeDraft[],
    { replace }: { readonly replace: boolean },
  ): Promise<ImportResult> {
    const existing = (found: Found) => {
      const numbers = found.flatMap((header) => header?.number ?? []);
      return replace || numbers.length === 0 ? undefined : { kind: "exists" as const, numbers };
    };
    const refusal = existing(await this.#store.read(drafts.map(({ number }) => recordOf(number))));
    if (refusal) return refusal;
    const [created, replaced]: [ChangeNumber[], ChangeNumber[]] = [[], []];
    for (let start = 0; start < drafts.length; start += MAX_CHANGES_A_COMMIT) {
      const result = await this.#save(drafts.slice(start, start + MAX_CHANGES_A_COMMIT), existing);
      if (result.kind === "exists") return result;
      for (const [index, { number }] of result.headers.entries()) {
        (result.old[index] ? replaced : created).push(number);
      }
    }
    return { kind: "imported", created, replaced };
  }

  /** Writes the drafts' servers, then all their headers in one commit. */
  async #save<Refusal extends { readonly kind: "exists" | "unknown_change" | "stale" }>(
    drafts: readonly Draft[],
    refuse: (found: Found) => Refusal | undefined,
  ): Promise<Written | Refusal> {
    const records = drafts.map(({ number }) => recordOf(number));
    const staged = await Promise.all(drafts.map((draft) => this.#stage(draft)));
    const result = await this.#store.transact<readonly ChangeHeader[], Written | Refusal>(
      records,
      (found) => {
        const refusal = refuse(found);
        if (refusal) return { result: refusal };
        const headers = staged.map((each, index) => this.#headerOf(each, found[index] ?? null));
        const write = (atomic: Deno.AtomicOperation) => {
          for (const header of headers) atomic.set(changeKey(header.number), header);
        };
        return { result: { kind: "written", headers, old: found }, write };
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

function versionOf({ headers: [header] }: Written): string {
  return header?.parts.version ?? "";
}

function summaryOf({ parts: _, ...summary }: ChangeHeader): ChangeSummary {
  return summary;
}

function changeOf(header: ChangeHeader, bytes: Uint8Array): Change {
  const instances = storedValue(JSON.parse(new TextDecoder().decode(bytes)), instancesSchema);
  return { ...summaryOf(header), version: header.parts.version, instances };
}
