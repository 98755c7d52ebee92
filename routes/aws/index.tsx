import { page } from "fresh";
import { ErrorSummary } from "@/components/ErrorSummary.tsx";
import { Icon } from "@/components/Icon.tsx";
import { PageHeader } from "@/components/PageHeader.tsx";
import { define, methods, ownPath } from "@/lib/app/mod.ts";
import { noticesOf } from "./(_sign_in)/notices.ts";
import { answerSignInForm } from "./(_sign_in)/sign_in_form.ts";
import { type SignInPage, signInPage } from "./(_sign_in)/sign_in_page.ts";
import { SignedIn } from "./(_sign_in)/SignedIn.tsx";
import { SignInForm } from "./(_sign_in)/SignInForm.tsx";

export const handler = methods<SignInPage>({
  async GET({ state, url: { searchParams: query } }) {
    const chosen = query.get("environment");
    const next = query.get("next");
    return page(
      await signInPage(state, {
        ...(chosen === "com" || chosen === "gov") && { chosen },
        next: next === null ? "" : ownPath(next),
        notices: noticesOf(query, { ended: state.ended, ...state.services.config.session }),
      }),
    );
  },
  POST: ({ state }) => answerSignInForm(state),
}, { access: "open", limit: (req) => req.method === "POST" ? "auth" : "read" });

export default define.page<typeof handler>(function SignIn({ data, state: { csrfToken } }) {
  const { places, chosen, next, notices, errors, longest, simulated, running, onward } = data;
  const isSignedIn = places.some(({ identity }) => identity);
  return (
    <div class="narrow">
      <ErrorSummary errors={errors} />
      {notices.map(({ kind, text }) => (
        <p key={text} class={`notice notice-${kind}`} role="status">
          <Icon name={kind === "success" ? "check" : "caution"} />
          {text}
        </p>
      ))}
      <PageHeader
        title="Sign in with AWS"
        lead={`Temporary credentials, kept sealed on the server until they expire (${longest} at ` +
          "most) or you sign out. Commercial and GovCloud can be held at once."}
      />
      <SignInForm {...{ csrfToken, chosen, next, errors, simulated }} isNext={!isSignedIn} />
      {isSignedIn && <SignedIn {...{ csrfToken, places, running, onward }} />}
    </div>
  );
});
