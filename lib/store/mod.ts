/** The database: opening it, whether it answers, and changing what others may change too. */
export { invalidCursor } from "./invalid_cursor.ts";
export { type LargeRecord, readLarge } from "./large_record.ts";
export {
  acquireLease,
  fenced,
  type Lease,
  type LeaseRequest,
  type LeaseState,
  releaseLease,
} from "./lease.ts";
export type { Listed, ListRange } from "./list_entries.ts";
export { openStore, type OpenStoreOptions, type StoreTarget } from "./open_store.ts";
export {
  type Parts,
  type PartsPlace,
  partsSchema,
  readParts,
  removeParts,
  writeParts,
} from "./parts.ts";
export { type CallOptions, type Readiness, Store, type StoreOptions } from "./store.ts";
export type { Found, StoredRecord, StoredRecords } from "./stored_record.ts";
export type { Transition, Update, Write } from "./transact.ts";
