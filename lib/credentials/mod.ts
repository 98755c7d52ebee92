/** AWS credentials of sessions: parsed, verified, sealed, lent to batches, erased. */
export type { Session } from "@/lib/sessions/mod.ts";
export {
  BatchCredentials,
  type BatchCredentialsOptions,
  type Lending,
} from "./batch_credentials.ts";
export {
  Credentials,
  type CredentialsOptions,
  type SignInRequest,
  type SignInResult,
} from "./credentials.ts";
export {
  checkCredentials,
  type CredentialsParse,
  parseCredentials,
  type PastedCredentials,
} from "./parse_credentials.ts";
export type { PastedFields } from "./view.ts";
export { type RoleRequest, Roles, type RolesOptions } from "./roles.ts";
export type { HeldCredentials } from "./sealed_credentials.ts";
export type { Verification, VerifyOptions } from "./verify.ts";
