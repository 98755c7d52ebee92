import {
  AuditedChanges,
  changeAnswer,
  changesQuerySchema,
  methods,
  readChangeInput,
  readQuery,
} from "@/lib/app/mod.ts";
import { AppError } from "@/lib/base/mod.ts";

export const handler = methods({
  async GET({ url, state }) {
    const { q, ...query } = readQuery(url, changesQuerySchema);
    const { items, nextCursor = null } = await state.services.changes.list({ ...query, text: q });
    return Response.json({ items, nextCursor });
  },

  async POST({ req, state }) {
    const input = await readChangeInput(req);
    const { kind } = await new AuditedChanges(state).create(input);
    if (kind === "exists") throw exists(input.number);
    const headers = { location: `/api/changes/${input.number}` };
    return await changeAnswer(state.services.changes, input.number, { status: 201, headers });
  },
});

function exists(number: string): AppError {
  return new AppError(`Cannot make the change "${number}": it exists`, {
    code: "change_exists",
    status: 409,
    publicMessage: `The change "${number}" exists already.`,
  });
}
