import {
  connectivityRequestSchema,
  invalidInput,
  methods,
  readOptionalJson,
  refusalError,
  requireSession,
  storedChange,
} from "@/lib/app/mod.ts";

export const handler = methods({
  async POST({ req, params, state }) {
    const session = requireSession(state);
    const { changes, connectivity } = state.services;
    const { instanceIds } = await readOptionalJson(req, connectivityRequestSchema);
    const change = await storedChange(changes, params);
    const result = await connectivity.check(session, change, { instanceIds });
    switch (result.kind) {
      case "checked": {
        const { results, checkedAt } = result;
        return Response.json({ results, checkedAt });
      }
      case "not_signed_in":
        throw refusalError(result);
      case "too_many":
        throw invalidInput([{
          path: "instanceIds",
          message: `expected at most ${result.limit} instances`,
        }]);
      case "unknown_instances":
        throw invalidInput(result.instanceIds.map((instanceId) => ({
          path: "instanceIds",
          message: `"${instanceId}" is no server of the change "${change.number}"`,
        })));
      default:
        return result satisfies never;
    }
  },
}, { limit: "execution" });
