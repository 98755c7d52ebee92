import type { Kind } from "./Chip.tsx";
import { identityText } from "./identity_text.ts";

/** What a test of credentials says, or that it goes on. */
export interface CredentialTest {
  readonly kind: Extract<Kind, "success" | "failed" | "running">;
  readonly text: string;
}

/**
 * Tests credentials by the API; nothing is stored.
 *
 * @param form The fields of the sign-in form.
 * @returns What AWS says of them.
 */
export async function testCredentials(form: FormData): Promise<CredentialTest> {
  try {
    const response = await fetch("/api/session/credentials?dryRun=true", {
      method: "POST",
      headers: { "content-type": "application/json", "x-csrf-token": textOf(form, "_csrf") },
      body: JSON.stringify({
        environment: textOf(form, "environment"),
        credentials: textOf(form, "credentials"),
      }),
    });
    return saidBy(await response.json(), { isGood: response.ok });
  } catch {
    return { kind: "failed", text: "The server could not be reached. Try again." };
  }
}

function saidBy(answer: unknown, { isGood }: { readonly isGood: boolean }): CredentialTest {
  const read = (name: string) => fieldOf(answer, name);
  if (!isGood) return { kind: "failed", text: read("detail") };
  const identity = {
    environment: read("environment"),
    account: read("account"),
    arn: read("arn"),
    expiresAt: read("expiresAt"),
  };
  return { kind: "success", text: identityText(identity) };
}

function fieldOf(value: unknown, name: string): string {
  if (typeof value !== "object" || value === null) return "";
  const field: unknown = Reflect.get(value, name);
  return typeof field === "string" ? field : "";
}

function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}
