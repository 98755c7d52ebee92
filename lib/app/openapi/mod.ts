/** The HTTP API: its operations as schemas, the document made of them, and reading by them. */
export { API_GROUPS } from "./api_groups.ts";
export { type ApiGroup, type ApiOperation, methodAndPath } from "./api_operation.ts";
export { changeAnswer, namedChange, readChangeInput, storedChange } from "./change_requests.ts";
export { connectivityRequestSchema } from "./change_schemas.ts";
export { expectedVersion, isKnown, stale, weakTag } from "./entity_tag.ts";
export { acceptedAnswer, idempotencyKey } from "./execution_requests.ts";
export { emptyRequestSchema } from "./execution_schemas.ts";
export type {
  JsonSchema,
  Named,
  OpenApiContent,
  OpenApiDocument,
  OpenApiOperation,
} from "./model.ts";
export { openApiDocument } from "./openapi_document.ts";
export { stageRequestSchema } from "./patching_operations.ts";
export {
  accountsQuerySchema,
  changesQuerySchema,
  executionReportQuerySchema,
  executionsQuerySchema,
  importQuerySchema,
  instancesQuerySchema,
  pagingQuerySchema,
  qcReportQuerySchema,
  targetsQuerySchema,
} from "./queries.ts";
export { readChangeFile } from "./read_change_file.ts";
export { readLargeJson } from "./read_large_json.ts";
export { readOptionalJson } from "./read_optional_json.ts";
export { readQuery } from "./read_query.ts";
export { type SchemaField, schemaFields, schemaName } from "./schema_fields.ts";
export { scriptView } from "./script_view.ts";
