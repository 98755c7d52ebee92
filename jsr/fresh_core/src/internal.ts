/**
 * What the files of a build import; not for applications.
 *
 * @module
 */
export { applyDiskBuild } from "./disk_build.ts";
export type { DiskBuild } from "./disk_build.ts";
