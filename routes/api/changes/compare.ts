import { methods, readChangeInput } from "@/lib/app/mod.ts";
import { compareChange } from "@/lib/changes/mod.ts";

/** Against a change that does not exist, every server is an added one. */
export const handler = methods({
  async POST({ req, state }) {
    const upload = await readChangeInput(req);
    const stored = await state.services.changes.find(upload.number);
    return Response.json(compareChange(upload, stored?.instances ?? []));
  },
});
