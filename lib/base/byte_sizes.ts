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
  const [size, unit] = bytes < MIB ? [bytes / KIB, "KiB"] : [bytes / MIB, "MiB"];
  return `${Number(size.toFixed(1))} ${unit}`;
}
