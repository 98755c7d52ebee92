import {
  AuditedChanges,
  changeAnswer,
  expectedVersion,
  methods,
  namedChange,
  notFound,
  readChangeInput,
  stale,
} from "@/lib/app/mod.ts";
import type { ChangeNumber } from "@/lib/base/mod.ts";

export const handler = methods({
  async GET({ params, state }) {
    return await changeAnswer(state.services.changes, namedChange(params));
  },

  async PUT({ req, params, state }) {
    const number = namedChange(params);
    const version = expectedVersion(req.headers);
    const input = await readChangeInput(req, { number });
    const { kind } = await new AuditedChanges(state).replace(input, version);
    if (kind !== "replaced") throw refused(kind, number);
    return await changeAnswer(state.services.changes, number);
  },

  async DELETE({ req, params, state }) {
    const number = namedChange(params);
    const version = expectedVersion(req.headers);
    const { kind } = await new AuditedChanges(state).delete(number, version);
    if (kind !== "deleted") throw refused(kind, number);
    return new Response(null, { status: 204 });
  },
});

function refused(kind: "unknown_change" | "stale", number: ChangeNumber) {
  return kind === "stale"
    ? stale(`Cannot write the change "${number}": it has another version`)
    : notFound("change", number);
}
