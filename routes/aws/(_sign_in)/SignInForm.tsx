import type { JSX } from "preact";
import { buttonClass } from "@/components/button_class.ts";
import { CsrfField } from "@/components/CsrfField.tsx";
import CredentialCheck from "@/islands/CredentialCheck.tsx";
import type { Environment, FieldError } from "@/lib/base/view.ts";

/** What the form starts with. */
export interface SignInFormProps {
  readonly csrfToken: string;
  readonly chosen: Environment;
  readonly next: string;
  readonly errors: readonly FieldError[];
  readonly simulated: boolean;
  /** Whether signing in is what to do next. */
  readonly isNext: boolean;
}

const CHOICES = [["com", "Commercial (COM)"], ["gov", "GovCloud (GOV)"]] as const;

/** Where the credentials are for, the credentials, and what to do with them. */
export function SignInForm(props: SignInFormProps): JSX.Element {
  const { csrfToken, chosen, next, errors, simulated, isNext } = props;
  return (
    <form class="panel panel-body form-stack" method="post" action="/aws" autocomplete="off">
      <CsrfField token={csrfToken} />
      {next && <input type="hidden" name="next" value={next} />}
      <fieldset class="segments">
        <legend class="visually-hidden">Environment</legend>
        {CHOICES.map(([value, label]) => <Choice key={value} {...{ value, label, chosen }} />)}
      </fieldset>
      <div class="field">
        <label for="credentials">AWS credentials</label>
        <CredentialCheck id="credentials" isInvalid={errors.length > 0} />
      </div>
      <div class="actions">
        <button type="submit" name="intent" value="sign-in" class={buttonClass(isNext)}>
          Sign in
        </button>
        <button type="submit" name="intent" value="test" class={buttonClass(false)}>
          Test credentials
        </button>
        {simulated && (
          <span class="reason">
            AWS is simulated: <code>deno task start</code> printed sample credentials.
          </span>
        )}
      </div>
    </form>
  );
}

function Choice(
  { value, label, chosen }: {
    readonly value: Environment;
    readonly label: string;
    readonly chosen: Environment;
  },
) {
  const id = `environment-${value}`;
  return (
    <>
      <input
        type="radio"
        class="btn-check"
        id={id}
        name="environment"
        value={value}
        checked={value === chosen}
        autocomplete="off"
      />
      <label class="btn" for={id}>{label}</label>
    </>
  );
}
