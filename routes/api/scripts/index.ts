import { methods, pagingQuerySchema, readQuery, scriptView } from "@/lib/app/mod.ts";

export const handler = methods({
  GET({ url, state }) {
    const { limit, cursor } = readQuery(url, pagingQuerySchema);
    const all = [...state.services.scripts.values()];
    const start = all.findIndex(({ id }) => id === cursor) + 1;
    const items = all.slice(start, start + limit).map(scriptView);
    const nextCursor = start + limit < all.length ? items.at(-1)?.id ?? null : null;
    return Response.json({ items, nextCursor });
  },
});
