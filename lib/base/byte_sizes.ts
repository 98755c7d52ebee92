/** One kibibyte in bytes. */
export const KIB = 1_024;
/** One mebibyte in bytes. */
export const MIB = 1_024 * KIB;

/**
 * Writes a size for people: `512 B`, `64 KiB`, `1.5 MiB`.
 *
 * @param bytes The size in bytes.
 * @returns The size in B, KiB or MiB, with one decimal where it is not whole.
 */
export function formatBytes(bytes: number): string {
  if (bytes < KIB) return `${bytes} B`;
  const kib = Number((bytes / KIB).toFixed(1));
  return kib < KIB ? `${kib} KiB` : `${Number((bytes / MIB).toFixed(1))} MiB`;
}
