/** Batches of scripts on many servers: planned, sent once, polled, settled. */
export { Executions } from "./executions.ts";
export type { ExecutionsOptions } from "./executions_options.ts";
export type { StartResult } from "./starter.ts";
export type { PlanResult } from "./plan_view.ts";
export type { BatchQuery, TargetPage, TargetQuery } from "./queries.ts";
export type { EngineTimings } from "./engine.ts";
export type { Gate, GatedRun, GateVerdict } from "./gate.ts";
export {
  type CancelRequest,
  cancelRequestSchema,
  type RetryRequest,
  retryRequestSchema,
  type StartRequest,
  startRequestSchema,
  type Variant,
} from "./requests.ts";
export type { SecretSetting, SecretUse, Settings } from "./settings.ts";
export {
  BATCH_STATES,
  type BatchState,
  type BatchSummary,
  type BatchView,
  type CommandView,
  type Counts,
  type ExecutionRefusal,
  hasEnded,
  type Paged,
  type PlanView,
  type StartedView,
  TARGET_STATES,
  type TargetDetail,
  type TargetState,
  type TargetView,
} from "./view.ts";
