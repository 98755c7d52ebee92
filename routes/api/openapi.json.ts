import { methods, openApiDocument } from "@/lib/app/mod.ts";

export const handler = methods({
  GET: () => Response.json(openApiDocument()),
}, { access: "open" });
