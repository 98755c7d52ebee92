/** AWS credentials of sessions: parsed, verified, sealed, erased. */
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
export type { PastedFields } from "./pasted_fields.ts";
export type { Verification, VerifyOptions } from "./verify.ts";
