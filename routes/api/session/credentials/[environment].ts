import { environmentSchema, forgetEnvironment, methods, notFound } from "@/lib/app/mod.ts";

/** The credentials of one environment. */
export const handler = methods({
  async DELETE({ params: { environment: name = "" }, state }) {
    const environment = environmentSchema.safeParse(name).data;
    if (!environment) throw notFound("environment", name);
    await forgetEnvironment(state, environment);
    return new Response(null, { status: 204 });
  },
});
