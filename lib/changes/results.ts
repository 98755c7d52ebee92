import type { ChangeNumber } from "@/lib/base/mod.ts";

/** What became of a change that was to be made. */
export type CreateResult =
  | { readonly kind: "created"; readonly version: string }
  | { readonly kind: "exists" };

/** What became of a change that was to be replaced. */
export type ReplaceResult =
  | { readonly kind: "replaced"; readonly version: string }
  | { readonly kind: "unknown_change" }
  | { readonly kind: "stale" };

/** What became of a change that was to be deleted. */
export type DeleteResult =
  | { readonly kind: "deleted"; readonly instanceCount: number }
  | { readonly kind: "unknown_change" }
  | { readonly kind: "stale" };

/** What became of the changes of a file. */
export type ImportResult =
  | {
    readonly kind: "imported";
    /** The changes that are new. */
    readonly created: readonly ChangeNumber[];
    /** The changes whose servers are now those of the file. */
    readonly replaced: readonly ChangeNumber[];
  }
  | {
    readonly kind: "unexpected";
    /** The changes that are stored, or stored at another version, and must not be overwritten. */
    readonly numbers: readonly ChangeNumber[];
  };
