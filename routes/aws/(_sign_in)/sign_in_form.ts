import { page } from "fresh";
import {
  forgetEnvironment,
  formFields,
  ownPath,
  seeOther,
  signIn,
  type SignInFound,
  type SignInOutcome,
  type SignInRefused,
  signOut,
  type State,
  testCredentials,
  unknownIntent,
} from "@/lib/app/mod.ts";
import { AppError, type Environment } from "@/lib/base/mod.ts";
import { identityText } from "@/components/identity_text.ts";
import { signInPage } from "./sign_in_page.ts";

/** What the form says, but for the credentials. */
interface Asked {
  readonly environment: Environment;
  /** A path of our own, or empty. */
  readonly next: string;
}

/**
 * Does what the button of a form says: sign in, test, forget, sign out.
 *
 * @param state The state of the request.
 * @returns The page with what is wrong, or the way on.
 * @throws {AppError} `unknown_intent` (422), and what the sign-in throws.
 */
export async function answerSignInForm(state: State) {
  const { intent = "", environment, next = "", credentials = "" } = formFields(state);
  const asked: Asked = {
    environment: environment === "gov" ? "gov" : "com",
    next: next === "" ? "" : ownPath(next),
  };
  const input = { environment: asked.environment, text: credentials };
  switch (intent) {
    case "sign-in":
      return await answerAttempt(state, { asked, attempt: () => signIn(state, input) });
    case "test":
      return await answerAttempt(state, { asked, attempt: () => testCredentials(state, input) });
    case "forget-com":
    case "forget-gov":
      await forgetEnvironment(state, intent === "forget-gov" ? "gov" : "com");
      return seeOther("/aws?ended=forgotten");
    case "sign-out":
      // Whom the session left meanwhile wanted just that.
      if (state.session) await signOut(state);
      return seeOther("/aws?ended=signed-out");
    default:
      throw unknownIntent();
  }
}

/** While AWS is down the form stays, to try again with what was chosen. */
async function answerAttempt(
  state: State,
  { asked, attempt }: { readonly asked: Asked; readonly attempt: () => Promise<SignInOutcome> },
) {
  try {
    return await answerOutcome(state, { asked, outcome: await attempt() });
  } catch (error) {
    if (!(error instanceof AppError) || !isOfAws(error)) throw error;
    const { status, headers, publicMessage: message } = error;
    const errors = [{ path: "credentials", message }];
    const { environment: chosen, next } = asked;
    return page(await signInPage(state, { chosen, next, errors }), { status, headers });
  }
}

function isOfAws({ status, code }: AppError): boolean {
  return status === 503 && code.startsWith("aws_");
}

async function answerOutcome(
  state: State,
  { asked, outcome }: { readonly asked: Asked; readonly outcome: SignInOutcome },
) {
  switch (outcome.kind) {
    case "refused":
      return await refused(state, { asked, outcome });
    case "tested":
      return await tested(state, { asked, outcome });
    case "signed_in":
      return signedIn({ asked, outcome });
    default:
      return outcome satisfies never;
  }
}

async function refused(
  state: State,
  { asked: { environment: chosen, next }, outcome: { status, message, errors } }: {
    readonly asked: Asked;
    readonly outcome: SignInRefused;
  },
) {
  const all = errors.length > 0 ? errors : [{ path: "", message }];
  const atBox = all.map((error) => ({ ...error, path: "credentials" }));
  return page(await signInPage(state, { chosen, next, errors: atBox }), { status });
}

async function tested(
  state: State,
  { asked: { environment: chosen, next }, outcome: { identity } }: {
    readonly asked: Asked;
    readonly outcome: SignInFound;
  },
) {
  const notice = { kind: "success", text: identityText(identity) } as const;
  return page(await signInPage(state, { chosen, next, notices: [notice] }));
}

/** Who must know something first stays on the page, with the way on beside it. */
function signedIn(
  { asked: { next }, outcome: { isLongTerm, isAllowed } }: {
    readonly asked: Asked;
    readonly outcome: SignInFound;
  },
): Response {
  const cautions = [...isLongTerm ? ["long-term"] : [], ...isAllowed ? [] : ["not-listed"]];
  if (cautions.length === 0) return seeOther(next || "/aws");
  const query = new URLSearchParams(cautions.map((word) => ["caution", word]));
  if (next) query.set("next", next);
  return seeOther(`/aws?${query}`);
}
