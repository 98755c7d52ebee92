import type { Host } from "./host.ts";

/** A file system of a host. */
export interface DiskRow {
  readonly source: string;
  readonly type: string;
  readonly mountPoint: string;
  readonly uuid: string;
  readonly sizeKib: number;
  readonly usedPercent: number;
}

/**
 * Says which file systems a host has; the small one is full where initial QC says so.
 *
 * @param host The host.
 * @returns Its file systems, in the order of their mount points.
 */
export function diskRows(
  { traits: { diskHasSpace, instanceId, distribution } }: Host,
): readonly DiskRow[] {
  const fullPercent = diskHasSpace ? 31 : 96;
  const uuid = `6f2c1a0e-0000-4000-8000-${instanceId.slice(-12)}`;
  if (distribution.platform === "windows") {
    const windows = { type: "NTFS", sizeKib: 104_857_600, uuid };
    return [{ ...windows, source: "disk 0", mountPoint: "C:", usedPercent: fullPercent }];
  }
  const type = distribution.name === "Ubuntu" ? "ext4" : "xfs";
  const root = { source: "/dev/nvme0n1p1", mountPoint: "/", sizeKib: 31_444_972, usedPercent: 42 };
  const boot = { source: "/dev/nvme0n1p2", mountPoint: "/boot", sizeKib: 983_040 };
  return [
    { ...root, type, uuid },
    { ...boot, type, uuid: uuid.replace("6f2c1a0e", "7a3d2b1f"), usedPercent: fullPercent },
  ];
}
