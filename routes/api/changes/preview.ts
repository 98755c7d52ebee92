import { methods, readChangeFile } from "@/lib/app/mod.ts";
import { previewCsv } from "@/lib/changes/mod.ts";

export const handler = methods({
  async POST({ req, state }) {
    return Response.json(previewCsv(await readChangeFile(req, state)));
  },
});
