import assert from "node:assert/strict";
import { parseSource, type SourceFile } from "./source_file.ts";

/** The files of the program itself: neither its tests nor the stand-ins below jsr/. */
export const PRODUCT = ["*.{ts,tsx}", "{lib,routes,islands,components,static}/**/*.{ts,tsx,js}"];

/** Asserts that the check finds nothing in the files, and what it must find in planted ones. */
export function assertCheck(
  check: (file: SourceFile) => readonly string[],
  { files, planted }: {
    readonly files: readonly SourceFile[];
    /** Path, source text, and the faults expected in it. */
    readonly planted: readonly (readonly [string, string, ...string[]])[];
  },
) {
  for (const [path, text, ...faults] of planted) {
    assert.deepEqual(check(parseSource(path, text)), faults);
  }
  assert.notEqual(files.length, 0);
  assert.deepEqual(files.flatMap(check), []);
}
