import { isKnown, methods, notFound, type State, weakTag } from "@/lib/app/mod.ts";

/**
 * What pages poll. The tag is weak: when AWS was last asked changes without a new version. The
 * client may keep the answer, so that it can ask whether it still holds.
 */
export const handler = methods({
  async GET({ req, params: { batchId = "" }, state }) {
    const { executions } = state.services;
    if (req.headers.has("if-none-match")) {
      const current = await executions.version(batchId);
      if (current && isKnown(req.headers, weakTag(current.version))) {
        return new Response(null, { status: 304, headers: headersOf(current, state) });
      }
    }
    const batch = await executions.find(batchId);
    if (!batch) throw notFound("batch", batchId);
    return Response.json(batch, { headers: headersOf(batch, state) });
  },
});

function headersOf(
  { version, checkedAt }: { readonly version: number; readonly checkedAt: string | null },
  { services: { clock } }: Pick<State, "services">,
): Readonly<Record<string, string>> {
  return {
    "etag": weakTag(version),
    "cache-control": "private, no-cache",
    // Until AWS was asked, what our own database says is all there is to know.
    "x-checked-at": checkedAt ?? new Date(clock.now()).toISOString(),
  };
}
