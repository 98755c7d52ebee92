/** What pages and islands know of a change; types and pure functions, so a browser may load them. */
import type { AccountId, ChangeNumber, InstanceId, Partition, Region } from "@/lib/base/view.ts";

/** The kind of server. */
export type Platform = "linux" | "windows";

/** Whether a change is still worked on. */
export type ChangeStatus = "open" | "closed";

/** One server of a change. */
export interface ChangeInstance {
  /** The server; once in a change. */
  readonly instanceId: InstanceId;
  /** The account it belongs to. */
  readonly account: AccountId;
  /** The region it runs in. */
  readonly region: Region;
  /** The partition of the region. */
  readonly partition: Partition;
  /** The kind of server. */
  readonly platform: Platform;
  /** Its name for people; may be empty. Foreign text. */
  readonly name: string;
}

/** A change without its servers, as lists show it. */
export interface ChangeSummary {
  /** Its number in the ticket system. */
  readonly number: ChangeNumber;
  /** What it is about; may be empty. */
  readonly description: string;
  /** Whether it is still worked on. */
  readonly status: ChangeStatus;
  /** How many servers it has. */
  readonly instanceCount: number;
  /** When it was made, ISO 8601 in UTC. */
  readonly createdAt: string;
  /** When it last changed, ISO 8601 in UTC. */
  readonly updatedAt: string;
}

/** A change with its servers. */
export interface Change extends ChangeSummary {
  /** Another one after every write: the content of its ETag. */
  readonly version: string;
  /** Its servers, each once. */
  readonly instances: readonly ChangeInstance[];
}

/** Which changes a list shows. */
export interface ChangeQuery {
  /** Only those of this status. */
  readonly status?: ChangeStatus | undefined;
  /** Only those with a server in this account. */
  readonly account?: AccountId | undefined;
  /** Only those with this text in their number or description, in any case. */
  readonly text?: string | undefined;
  /** At most so many. */
  readonly limit: number;
  /** Only those after this one: the `nextCursor` of the page before. */
  readonly cursor?: string | undefined;
}

/** One page of a list of changes. */
export interface ChangePage {
  /** The changes, by number. */
  readonly items: readonly ChangeSummary[];
  /** Where the next page begins; `undefined` on the last one. */
  readonly nextCursor: string | undefined;
}

/** What the rows of a file make of one change. */
export interface ChangeDraft {
  /** The change's number. */
  readonly number: ChangeNumber;
  /** What it is about; a stored change keeps its own where this is absent. */
  readonly description?: string;
  /** Its servers, each once. */
  readonly instances: readonly ChangeInstance[];
}

/** A column of a change file; `row` where a whole row is at fault. */
export type CsvColumn =
  | "change_number"
  | "instance_id"
  | "account_id"
  | "region"
  | "platform"
  | "name"
  | "row";

/** What is wrong in one place of a change file. */
export interface CsvProblem {
  /** The line in the file, from 1; a row of several lines is at its first. */
  readonly line: number;
  /** The column it is in. */
  readonly column: CsvColumn;
  /** What stands there, at most its first 100 characters. Foreign text. */
  readonly value: string;
  /** What is wrong and what was expected. */
  readonly message: string;
}

/** A row that repeats a server of the same change and was merged with it. */
export interface CsvDuplicate {
  /** The line in the file, from 1. */
  readonly line: number;
  /** The server. */
  readonly instanceId: InstanceId;
}

/** What a change file holds; nothing of it is saved. */
export interface ChangePreview {
  /** The changes that the good rows make, in the order of the file. */
  readonly changes: readonly ChangeDraft[];
  /** All that is wrong, in the order of the file. */
  readonly problems: readonly CsvProblem[];
  /** The rows that were merged. */
  readonly duplicates: readonly CsvDuplicate[];
}

/** What an upload would do to a stored change. */
export interface ChangeComparison {
  /** The change. */
  readonly number: ChangeNumber;
  /** Servers that the upload alone has. */
  readonly added: readonly InstanceId[];
  /** Servers that the stored change alone has. */
  readonly removed: readonly InstanceId[];
  /** Servers that both have, with differences. */
  readonly changed: readonly {
    /** The server. */
    readonly instanceId: InstanceId;
    /** As it is stored. */
    readonly old: ChangeInstance;
    /** As it was uploaded. */
    readonly new: ChangeInstance;
  }[];
}

/** A change of a preview, beside the stored one of its number. */
export interface ReviewedChange {
  /** What the rows make. */
  readonly draft: ChangeDraft;
  /** The stored change at the version that was compared; `null` when the number is new. */
  readonly stored: { readonly version: string; readonly comparison: ChangeComparison } | null;
}

/** A preview, with what importing it would do to what is stored. */
export interface ChangeReview extends Omit<ChangePreview, "changes"> {
  /** The changes, in the order of the file. */
  readonly changes: readonly ReviewedChange[];
}

/**
 * Names what an operator agrees to replace: the number and the version that was compared, so that
 * an agreement given before somebody else's change does not count.
 *
 * @param number The change.
 * @param version The stored version that was shown.
 * @returns The value of the form's tick.
 */
export function replacementOf(number: ChangeNumber, version: string): string {
  return `${number} ${version}`;
}

/** How the message of a problem with the header begins; no row was read then. */
export const HEADER_FAULT = "Cannot read the header";

/**
 * Counts the rows that cannot be imported; a row may have several problems.
 *
 * @param preview The preview.
 * @returns The number of rows.
 */
export function badRows({ problems }: Pick<ChangePreview, "problems">): number {
  return new Set(problems.map(({ line }) => line)).size;
}
