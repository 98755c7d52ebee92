/** Who did what: a hash-chained log. */
export { AuditLog, type AuditLogOptions, type AuditVerdict } from "./audit_log.ts";
export type { AuditEvent, AuditRecord } from "./model.ts";
