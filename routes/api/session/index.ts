import { methods, sessionAnswer, signOut } from "@/lib/app/mod.ts";

/** The session: also for who has none, since signing in needs the token. */
export const handler = methods({
  GET({ state }) {
    return Response.json(sessionAnswer(state));
  },
  async DELETE({ state }) {
    await signOut(state);
    return new Response(null, { status: 204 });
  },
}, { access: "open" });
