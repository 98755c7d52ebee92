import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Chip } from "@/components/Chip.tsx";
import { type CredentialTest, testCredentials } from "@/components/credential_test.ts";
import { type CredentialVerdict, verdictsOf } from "@/components/credential_verdicts.ts";

/** What surrounds the text box. */
export interface CredentialCheckProps {
  /** The id and the name of the text box. */
  readonly id: string;
  /** Whether the last attempt failed. */
  readonly isInvalid: boolean;
}

const PLACEHOLDER = "Paste them as you have them: a credentials file block, CLI JSON, " +
  "export lines, PowerShell lines, or three values.";

/**
 * The box for AWS credentials. It says at once what is missing, and tests them without a new page,
 * so that they need not be pasted twice. Without JavaScript it is a text box.
 */
export default function CredentialCheck({ id, isInvalid }: CredentialCheckProps): JSX.Element {
  const box = useRef<HTMLTextAreaElement>(null);
  const verdicts = useSignal<readonly CredentialVerdict[]>([]);
  const test = useSignal<CredentialTest | null>(null);

  useEffect(() => {
    const form = box.current?.form;
    const onSubmit = async (event: SubmitEvent) => {
      const { submitter, currentTarget } = event;
      const isTest = submitter instanceof HTMLButtonElement && submitter.value === "test";
      if (!isTest || !(currentTarget instanceof HTMLFormElement)) return;
      event.preventDefault();
      test.value = { kind: "running", text: "Asking AWS…" };
      test.value = await testCredentials(new FormData(currentTarget));
    };
    form?.addEventListener("submit", onSubmit);
    return () => form?.removeEventListener("submit", onSubmit);
  }, []);

  function judge(text: string): void {
    test.value = null;
    verdicts.value = verdictsOf(text, { nowMs: Date.now() });
  }

  return (
    <>
      <textarea
        ref={box}
        id={id}
        name={id}
        rows={5}
        required
        class="form-control masked"
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        placeholder={PLACEHOLDER}
        aria-describedby={`${id}-verdicts`}
        aria-invalid={isInvalid ? "true" : undefined}
        onInput={({ currentTarget }) => judge(currentTarget.value)}
      />
      <div class="verdicts" id={`${id}-verdicts`} aria-live="polite">
        {verdicts.value.map(({ kind, text }) => (
          <Chip key={text} kind={kind} icon={kind === "success" ? "check" : "cross"}>{text}</Chip>
        ))}
        {test.value && (
          <p class={`notice notice-${test.value.kind}`}>
            {test.value.text}
          </p>
        )}
      </div>
    </>
  );
}
