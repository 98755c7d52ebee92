import type { ChangePanelProps } from "@/components/ChangePanel.tsx";
import type { State } from "@/lib/app/mod.ts";

/** A select of more is no choice; the Changes page filters. */
const MAX_CHOICES = 200;

/**
 * Reads what the change panel of a page shows.
 *
 * @param state The request's.
 * @param page Its own path, to come back to, and whether loading a change is its next step.
 * @returns The panel's props.
 * @throws {AppError} `store_unavailable` (503), `record_invalid` (500).
 */
export async function panelData(
  { services, currentChange, csrfToken }: State,
  { next, isNext }: Pick<ChangePanelProps, "next" | "isNext">,
): Promise<ChangePanelProps> {
  const { items, nextCursor } = await services.changes.list({ status: "open", limit: MAX_CHOICES });
  const hasMore = nextCursor !== undefined;
  return { changes: items, hasMore, current: currentChange, csrfToken, next, isNext };
}
