import assert from "node:assert/strict";
import {
  ChangeRepository,
  importReview,
  parseChangeNumber,
  previewCsv,
  replacementOf,
  reviewPreview,
} from "@/lib/changes/mod.ts";
import { parsedOrThrow } from "@/lib/base/mod.ts";
import { ManualClock, withStore } from "../store/memory_store.ts";

const HEADER = "change_number,instance_id,account_id,region";
const FIRST = "CHG0031001,i-0a1b2c3d4e5f60001,111122223333,us-east-1";
const SECOND = "CHG0031001,i-0a1b2c3d4e5f60002,111122223333,us-east-1";
const NOTHING = { skipInvalid: false, replacements: [] };
const number = parsedOrThrow(parseChangeNumber("CHG0031001"));

const previewOf = (...rows: readonly string[]) =>
  previewCsv(new TextEncoder().encode([HEADER, ...rows].join("\n")));

/** Runs a test on an empty repository. */
function withChanges(test: (changes: ChangeRepository) => Promise<void>): Promise<void> {
  return withStore((store) => test(new ChangeRepository(store, new ManualClock())));
}

Deno.test("importing a review saves its changes", () =>
  withChanges(async (changes) => {
    const review = await reviewPreview(previewOf(FIRST, SECOND), changes);
    const result = await importReview(changes, review, NOTHING);
    assert.deepEqual(result, { kind: "imported", created: [number], replaced: [] });
    assert.equal((await changes.find(number))?.instances.length, 2);
  }));

Deno.test("bad rows are left out only once that was agreed to", () =>
  withChanges(async (changes) => {
    const review = await reviewPreview(previewOf(FIRST, "CHG0031001,i-x,1,nowhere"), changes);
    const refused = await importReview(changes, review, NOTHING);
    assert.deepEqual(refused, {
      kind: "refused",
      errors: [{ path: "skip-invalid", message: "Agree to leave out the 1 bad rows" }],
    });
    assert.equal(await changes.find(number), undefined);
    const result = await importReview(changes, review, { ...NOTHING, skipInvalid: true });
    assert.equal(result.kind, "imported");
  }));

Deno.test("a stored change is replaced only when the version that was compared was agreed to", () =>
  withChanges(async (changes) => {
    await changes.import(previewOf(FIRST).changes, { isExpected: () => true });
    const review = await reviewPreview(previewOf(SECOND), changes);
    const stored = review.changes[0]?.stored;
    assert.ok(stored);
    assert.deepEqual(stored.comparison.added, ["i-0a1b2c3d4e5f60002"]);
    assert.deepEqual(stored.comparison.removed, ["i-0a1b2c3d4e5f60001"]);
    const withTick = (version: string) => ({
      skipInvalid: false,
      replacements: [replacementOf(number, version)],
    });
    for (const confirmed of [NOTHING, withTick("older")]) {
      const refused = await importReview(changes, review, confirmed);
      assert.equal(refused.kind, "refused");
      assert.equal((await changes.find(number))?.version, stored.version);
    }
    const result = await importReview(changes, review, withTick(stored.version));
    assert.deepEqual(result, { kind: "imported", created: [], replaced: [number] });
  }));

Deno.test("a change that somebody wrote since the review was made is not overwritten", () =>
  withChanges(async (changes) => {
    await changes.import(previewOf(FIRST).changes, { isExpected: () => true });
    const preview = previewOf(SECOND, SECOND.replace("CHG0031001", "CHG0031002"));
    const review = await reviewPreview(preview, changes);
    const version = review.changes[0]?.stored?.version ?? "";
    const agreed = { skipInvalid: false, replacements: [replacementOf(number, version)] };
    await changes.import(previewOf(FIRST, SECOND).changes, { isExpected: () => true });
    const other = FIRST.replace("CHG0031001", "CHG0031002");
    await changes.import(previewOf(other).changes, { isExpected: () => true });
    const result = await importReview(changes, review, agreed);
    const errors = result.kind === "refused" ? result.errors : [];
    assert.deepEqual(errors.map(({ message }) => message.split(" ", 1)[0]), [
      "CHG0031001",
      "CHG0031002",
    ]);
    assert.equal((await changes.find(number))?.instances.length, 2);
  }));

Deno.test("a review without a good row saves nothing, whatever was agreed to", () =>
  withChanges(async (changes) => {
    const review = await reviewPreview(previewOf("CHG0031001,i-x,1,nowhere"), changes);
    const result = await importReview(changes, review, { ...NOTHING, skipInvalid: true });
    assert.deepEqual(result, {
      kind: "refused",
      errors: [{ path: "review", message: "There is no good row to import" }],
    });
  }));
