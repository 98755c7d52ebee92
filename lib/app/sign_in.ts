import {
  type AccountId,
  AppError,
  type Environment,
  type FieldError,
  type Partition,
  partitionOfEnvironment,
} from "@/lib/base/mod.ts";
import {
  checkCredentials,
  parseCredentials,
  type PastedCredentials,
  type PastedFields,
  type SignInResult,
} from "@/lib/credentials/mod.ts";
import {
  type Identity,
  type IdentityView,
  identityView,
  type Session,
} from "@/lib/sessions/mod.ts";
import { countAddress } from "./count_request.ts";
import { showSession } from "./identify.ts";
import { reachingSts } from "./reaching_sts.ts";
import { recordAction } from "./record_action.ts";
import type { State } from "./state.ts";

/** Credentials as somebody pasted them, or field by field. */
export type SignInInput =
  & { readonly environment: Environment }
  & ({ readonly text: string } | { readonly fields: PastedFields });

/** Whose the credentials are, or why they are refused; never their values. */
export type SignInOutcome = SignInFound | SignInRefused;

/** AWS knows the credentials. */
export interface SignInFound {
  /** `tested` when nothing was stored. */
  readonly kind: "signed_in" | "tested";
  /** Whose they are, and when they are erased here. */
  readonly identity: IdentityView;
  /** `AKIA` keys never end by themselves: to be warned of. */
  readonly isLongTerm: boolean;
  /** False when the account is not on the list, and the list only reports. */
  readonly isAllowed: boolean;
}

/** Nobody was signed in. */
export interface SignInRefused {
  /** Tells it from the others. */
  readonly kind: "refused";
  /** 401: AWS refuses them. 403: the account may not sign in. 422: malformed or expired. */
  readonly status: 401 | 403 | 422;
  /** A word in snake_case. */
  readonly code: string;
  /** For the user. */
  readonly message: string;
  /** The wrong fields; empty unless the status is 422. */
  readonly errors: readonly FieldError[];
}

const NAMES = ["GovCloud", "Commercial"];

/** What AWS or the allow-list objects to. */
type Objection = Exclude<SignInResult, { readonly kind: "signed_in" }>;

/**
 * Signs in: asks AWS whose the credentials are, and keeps them sealed in a session of a new id. The
 * state has the new session then, and the answer sets its cookie: the caller only redirects.
 *
 * @param state The state of the request.
 * @param input What was pasted, and for where.
 * @returns Who is signed in now, or why nobody is.
 * @throws {AppError} `too_many_requests` (429), `session_ended` (409) when the session was signed out
 * or replaced meanwhile, `aws_unreachable` (503) naming the endpoint's host, another `aws_…` (503),
 * `store_busy` or `store_unavailable` (503).
 */
export async function signIn(state: State, input: SignInInput): Promise<SignInOutcome> {
  const { credentials, config } = state.services;
  countTry(state);
  const parsed = parsedInput(state, input);
  if (parsed.kind === "refused") return reported(state, parsed);
  const { environment } = input;
  const request = { pasted: parsed.pasted, partition: partitionOfEnvironment(environment) };
  const result = await reachingSts(
    () => credentials.signIn(state.session, request),
    { environment, config },
  );
  if (result.kind !== "signed_in") return reported(state, refusalOf(result, environment));
  const { token, session, identity, isAllowed } = result;
  const { arn: actor, account } = identity;
  // First of all: the session before is gone, and without the cookie this one would be lost too.
  state.cookieChange = { kind: "set", token };
  await showSession(state, { session, token });
  const details = { environment, account, isAllowed };
  await recordAction(state, { actor, action: "sign_in", details });
  if (!isAllowed) reportAccount(state, account);
  await renewBatches(state, { session, partition: request.partition });
  return found("signed_in", { identity, isAllowed, input, pasted: parsed.pasted });
}

/**
 * Tests credentials: asks AWS whose they are, and stores nothing.
 *
 * @param state The state of the request.
 * @param input What was pasted, and for where.
 * @returns Whose they are and when they would be erased here, or why they are refused.
 * @throws {AppError} `too_many_requests` (429), `aws_unreachable` (503) naming the endpoint's host,
 * another `aws_…` (503).
 */
export async function testCredentials(state: State, input: SignInInput): Promise<SignInOutcome> {
  const { credentials, clock, config } = state.services;
  countTry(state);
  const parsed = parsedInput(state, input);
  if (parsed.kind === "refused") return reported(state, parsed);
  const { environment } = input;
  const { pasted } = parsed;
  const request = { pasted, partition: partitionOfEnvironment(environment) };
  const result = await reachingSts(() => credentials.verify(request), { environment, config });
  if (result.kind !== "verified") return reported(state, refusalOf(result, environment));
  const ttlEndMs = clock.now() + config.session.credentialTtlMs;
  const identity = {
    ...result.caller,
    expiresAtMs: Math.min(pasted.expiresAtMs ?? Infinity, ttlEndMs),
    isExpiryKnown: pasted.expiresAtMs !== null,
  };
  return found("tested", { identity, isAllowed: result.isAllowed, input, pasted });
}

/** Who is signed out has been counted by address already. */
function countTry(state: State): void {
  if (state.session) countAddress(state, "auth");
}

function parsedInput(
  { services: { clock } }: State,
  input: SignInInput,
): SignInRefused | { readonly kind: "parsed"; readonly pasted: PastedCredentials } {
  const time = { nowMs: clock.now() };
  const parse = "text" in input
    ? parseCredentials(input.text, time)
    : checkCredentials(input.fields, time);
  if (parse.kind === "parsed") return parse;
  return {
    kind: "refused",
    status: 422,
    code: "malformed_credentials",
    message: "These are no credentials that AWS could accept.",
    errors: parse.problems,
  };
}

function refusalOf(objection: Objection, environment: Environment): SignInRefused {
  const refused = { kind: "refused", code: objection.kind, errors: [] } as const;
  switch (objection.kind) {
    case "refused_by_aws":
      return { ...refused, status: 401, message: objection.message };
    case "wrong_partition": {
      const [chosen, other] = environment === "gov" ? NAMES : NAMES.toReversed();
      const message =
        `The credentials do not belong to ${chosen}. Choose ${other}, or copy those of ${chosen}.`;
      return { ...refused, status: 401, message };
    }
    case "account_not_allowed":
      return {
        ...refused,
        status: 403,
        message:
          `Account ${objection.account} may not sign in here. Use another account, or ask who runs this tool to add it to ALLOWED_AWS_ACCOUNTS.`,
      };
  }
}

/** Who is signed in may still resume each batch, so a failure does not undo the sign-in. */
async function renewBatches(
  { requestId, services: { executions, logger } }: State,
  { session, partition }: { readonly session: Session; readonly partition: Partition },
): Promise<void> {
  try {
    await executions.lendAfterSignIn(session, partition);
  } catch (error) {
    logger.error("Cannot lend new credentials to running batches", { requestId, error });
  }
}

/** Failed sign-ins stand in the log: the audit names who acted, and here nobody is known. */
function reported(
  { requestId, address, services: { logger } }: State,
  refused: SignInRefused,
): SignInRefused {
  logger.warn("sign_in_failed", { requestId, address, reason: refused.code });
  return refused;
}

/** ENABLE_NEW_AUTH is off: the list of accounts only reports. */
function reportAccount({ requestId, services: { logger } }: State, account: AccountId): void {
  logger.warn("account_not_allowed", { requestId, account, isEnforced: false });
}

function found(
  kind: SignInFound["kind"],
  { identity, isAllowed, input: { environment }, pasted: { isLongTerm } }: {
    readonly identity: Identity;
    readonly isAllowed: boolean;
    readonly input: SignInInput;
    readonly pasted: PastedCredentials;
  },
): SignInFound {
  const view = identityView(identity, partitionOfEnvironment(environment));
  return { kind, identity: view, isLongTerm, isAllowed };
}

/**
 * Makes the error of a refused sign-in, for the API.
 *
 * @param refused Why nobody was signed in.
 * @returns 401, 403, or 422 with the wrong fields.
 */
export function signInError({ code, status, message, errors }: SignInRefused): AppError {
  return new AppError(`Cannot sign in: ${code}`, { code, status, publicMessage: message, errors });
}
