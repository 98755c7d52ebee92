import type { ApiGroup } from "./api_operation.ts";
import { CHANGE_GROUP } from "./change_operations.ts";
import { EXECUTION_GROUP } from "./execution_operations.ts";
import { INVENTORY_GROUP } from "./inventory_operations.ts";
import { PATCHING_GROUP } from "./patching_operations.ts";
import { SCRIPT_GROUP } from "./script_operations.ts";
import { SERVICE_GROUP } from "./service_operations.ts";
import { SESSION_GROUP } from "./session_operations.ts";

/** Everything that the HTTP API can do, in the order of its document. */
export const API_GROUPS: readonly ApiGroup[] = [
  SESSION_GROUP,
  CHANGE_GROUP,
  PATCHING_GROUP,
  SCRIPT_GROUP,
  EXECUTION_GROUP,
  INVENTORY_GROUP,
  SERVICE_GROUP,
];
