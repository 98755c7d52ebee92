/** The application on top of Fresh: composition, middleware, errors, listening. */
export { noSession, notFound, requireSession, seeOther, unknownIntent } from "./answers.ts";
export { AuditedChanges } from "./audited_changes.ts";
export { bootStep } from "./boot.ts";
export { chooseChange } from "./choose_change.ts";
export { countAddress } from "./count_request.ts";
export { createApp } from "./create_app.ts";
export { type CspViolation, readCspReport } from "./csp_report.ts";
export { reportOnlyFlags } from "./flags.ts";
export type { Access } from "./gate.ts";
export { listenError } from "./listen_error.ts";
export { methods } from "./methods.ts";
export * from "./openapi/mod.ts";
export { isPolling, ownPath, refreshPath } from "./paths.ts";
export { type Problem, problemResponse, toProblem } from "./problem.ts";
export type { LimitKind, RateLimits } from "./rate_limits.ts";
export { formFields } from "./read_form.ts";
export { invalidInput, mediaType, readJson, readText, unsupportedType } from "./read_json.ts";
export { type NotReady, Readiness } from "./readiness.ts";
export { recordAction } from "./record_action.ts";
export { refusalError } from "./refusal_error.ts";
export { serve, type ServeOptions } from "./serve.ts";
export { createServices, type Services, type ServicesOptions } from "./services.ts";
export { type SessionAnswer, sessionAnswer } from "./session_answer.ts";
export {
  changeChoiceSchema,
  credentialsRequestSchema,
  environmentSchema,
  signInInput,
} from "./session_requests.ts";
export {
  signIn,
  signInError,
  type SignInFound,
  type SignInInput,
  type SignInOutcome,
  type SignInRefused,
  testCredentials,
} from "./sign_in.ts";
export { forgetEnvironment, signOut } from "./sign_out.ts";
export { define, type State } from "./state.ts";
export { VERSION } from "./version.ts";
