import { z } from "zod";
import { CHANGE_NUMBER, type ChangeNumber, isChangeNumber } from "@/lib/base/mod.ts";
import { invalidInput } from "./read_json.ts";
import type { SignInInput } from "./sign_in.ts";

/** The words for the partitions, as the API takes them. */
export const environmentSchema = z.enum(["com", "gov"]);

/** The body of `POST /api/session/credentials`: a pasted text, or the fields one by one. */
export const credentialsRequestSchema = z.strictObject({
  environment: environmentSchema,
  credentials: z.string().optional().describe("As pasted, in any form that AWS's tools write."),
  accessKeyId: z.string().optional(),
  secretAccessKey: z.string().optional(),
  sessionToken: z.string().optional(),
});

/** The body of `PUT /api/session/change`. */
export const changeChoiceSchema = z.strictObject({
  number: z.string().regex(CHANGE_NUMBER, "expected a change number such as CHG0031001")
    .transform((number, issues): ChangeNumber => {
      if (isChangeNumber(number)) return number;
      issues.addIssue("expected a change number");
      return z.NEVER;
    })
    .nullable(),
});

/**
 * Tells how the credentials of a request came.
 *
 * @param request The body.
 * @returns What `signIn()` takes.
 * @throws {AppError} `invalid_input` (422) when they came both ways.
 */
export function signInInput(request: z.infer<typeof credentialsRequestSchema>): SignInInput {
  const { environment, credentials: text, ...fields } = request;
  if (text === undefined) return { environment, fields };
  const extra = Object.keys(fields);
  if (extra.length === 0) return { environment, text };
  throw invalidInput(
    extra.map((path) => ({ path, message: "expected credentials as text or as fields, not both" })),
  );
}
