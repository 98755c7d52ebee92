import { AuditedChanges, chooseChange, formFields, type State } from "@/lib/app/mod.ts";
import type { Change } from "@/lib/changes/mod.ts";

const REFUSALS = {
  unknown_change: "The change was deleted by somebody else meanwhile.",
  stale: "The change has changed since this page was loaded: look at it and confirm again.",
} as const;

/**
 * Deletes a change as it was shown, after its number was typed.
 *
 * @param state The request's, with the form.
 * @param change The change.
 * @returns Why it stays; `undefined` when it is gone.
 * @throws {AppError} `store_unavailable` or `store_busy` (503), `record_invalid` (500).
 */
export async function deleteChange(state: State, { number }: Change): Promise<string | undefined> {
  const { confirm = "", version = "" } = formFields(state);
  if (confirm.trim() !== number) return `Type ${number} to delete it`;
  const { kind } = await new AuditedChanges(state).delete(number, version);
  if (kind !== "deleted") return REFUSALS[kind];
  if (state.sessionView.currentChange === number) await chooseChange(state, null);
  return undefined;
}
