import { z } from "zod";
import { changeChoiceSchema, credentialsRequestSchema } from "../session_requests.ts";
import type { ApiGroup } from "./api_operation.ts";
import { accountField, environmentField, jsonContent, timeField } from "./fields.ts";

const identity = z.object({
  environment: environmentField,
  account: accountField,
  arn: z.string(),
  userId: z.string(),
  expiresAt: timeField,
  expiresAtKnown: z.boolean().describe("Whether the pasted text told an end; AWS does not."),
});

const session = z.object({
  csrfToken: z.string().describe("For the header X-CSRF-Token; another text every time."),
  environments: z.object({ com: identity.nullable(), gov: identity.nullable() }),
  currentChange: z.string().nullable(),
});

/** The operations on the session. */
export const SESSION_GROUP: ApiGroup = {
  name: "Session",
  description: "Who is signed in to Commercial and GovCloud. Credentials never come back.",
  schemas: {
    Session: session,
    Identity: identity,
    CredentialsRequest: credentialsRequestSchema,
    ChangeChoice: changeChoiceSchema,
  },
  operations: [
    {
      id: "getSession",
      line: "GET /api/session",
      summary: "Get who is signed in where, and the CSRF token",
      access: "open",
      answers: { 200: { description: "The session.", content: jsonContent(session) } },
    },
    {
      id: "signOut",
      line: "DELETE /api/session",
      summary: "Sign out and erase the credentials",
      access: "open",
      answers: { 204: { description: "Nobody is signed in." } },
    },
    {
      id: "signIn",
      line: "POST /api/session/credentials",
      summary: "Sign in to an environment with AWS credentials",
      description:
        "Give `credentials` as pasted text, or the fields one by one. The session gets " +
        "another id, and `csrfToken` changes.",
      access: "open",
      query: z.object({
        dryRun: z.enum(["true", "false"]).default("false").describe("Tests and stores nothing."),
      }),
      body: { content: jsonContent(credentialsRequestSchema) },
      answers: { 200: { description: "Whose they are.", content: jsonContent(identity) } },
      problems: {
        401: "AWS refuses the credentials.",
        403: "The account may not sign in, or the CSRF token or the Origin is missing or wrong.",
        409: "The session was signed out, or replaced by another sign-in, meanwhile.",
      },
    },
    {
      id: "forgetCredentials",
      line: "DELETE /api/session/credentials/{environment}",
      summary: "Erase the credentials of an environment",
      answers: { 204: { description: "They are erased." } },
    },
    {
      id: "chooseChange",
      line: "PUT /api/session/change",
      summary: "Choose the change that the session's tools work on, or none",
      body: { content: jsonContent(changeChoiceSchema) },
      answers: { 200: { description: "The session.", content: jsonContent(session) } },
      problems: { 404: "There is no such change." },
    },
  ],
};
