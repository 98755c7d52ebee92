/** The database: opening it, and whether it answers. */
export { openStore, type OpenStoreOptions, type StoreTarget } from "./open_store.ts";
export { type Readiness, Store } from "./store.ts";
