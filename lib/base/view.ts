/** The ground every domain stands on; all of it runs in browsers too. */
export { type AccountId, isAccountId, parseAccountId } from "./account_id.ts";
export { AppError, type AppErrorOptions, type FieldError } from "./app_error.ts";
export { fieldErrors, fieldName } from "./field_errors.ts";
export { formatBytes, KIB, MIB } from "./byte_sizes.ts";
export {
  CHANGE_NUMBER,
  type ChangeNumber,
  isChangeNumber,
  parseChangeNumber,
} from "./change_number.ts";
export { type Clock, systemClock } from "./clock.ts";
export { DAY_MS, formatDuration, HOUR_MS, MINUTE_MS, SECOND_MS } from "./durations.ts";
export { type InstanceId, isInstanceId, parseInstanceId } from "./instance_id.ts";
export { maskSecrets } from "./mask_secrets.ts";
export { type Parsed, parsedOrThrow } from "./parsed.ts";
export {
  type Environment,
  environmentOfPartition,
  type Partition,
  partitionOfEnvironment,
  PARTITIONS,
} from "./partition.ts";
export { quoted } from "./quoted.ts";
export { randomId } from "./random_id.ts";
export {
  COMMERCIAL_REGIONS,
  GOVCLOUD_REGIONS,
  isRegion,
  parseRegion,
  partitionOf,
  type Region,
  REGIONS,
} from "./regions.ts";
export { Secret } from "./secret.ts";
