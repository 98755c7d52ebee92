import {
  credentialsRequestSchema,
  methods,
  readJson,
  signIn,
  signInError,
  signInInput,
  testCredentials,
} from "@/lib/app/mod.ts";

/** Signing in; with `?dryRun=true` the credentials are tested and not kept. */
export const handler = methods({
  async POST({ req, url, state }) {
    const input = signInInput(await readJson(req, credentialsRequestSchema));
    const isDryRun = url.searchParams.get("dryRun") === "true";
    const outcome = await (isDryRun ? testCredentials(state, input) : signIn(state, input));
    if (outcome.kind === "refused") throw signInError(outcome);
    return Response.json(outcome.identity);
  },
}, { access: "open", limit: "auth" });
