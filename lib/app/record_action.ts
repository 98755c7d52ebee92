import type { AuditEvent } from "@/lib/audit/mod.ts";
import type { State } from "./state.ts";

/**
 * Records in the audit log what was done. It is done whether or not this is written, so that a
 * failure must not look like a refusal: the event then stands in the log, as an error.
 *
 * @param state The state of the request.
 * @param event Who did what, without secrets.
 */
export async function recordAction(
  { requestId, services: { audit, logger } }: State,
  event: AuditEvent,
): Promise<void> {
  try {
    await audit.append(event);
  } catch (error) {
    logger.error("audit_failed", { requestId, ...event, error });
  }
}
