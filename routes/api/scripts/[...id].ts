import { methods, notFound, scriptView } from "@/lib/app/mod.ts";

export const handler = methods({
  GET({ params, state }) {
    // Fresh leaves a slash that was sent as %2F in its code.
    const id = (params.id ?? "").replaceAll(/%2f/gi, "/");
    const script = state.services.scripts.get(id);
    if (!script) throw notFound("script", id);
    return Response.json({ ...scriptView(script), content: script.content });
  },
});
