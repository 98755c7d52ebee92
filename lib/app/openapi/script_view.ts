import { z } from "zod";
import type { Script } from "@/lib/scripts/mod.ts";

/**
 * Shows a script without its content.
 *
 * @param script The script.
 * @returns What lists show; the parameters as JSON Schema.
 */
export function scriptView({ id, name, description, platform, version, parameters }: Script) {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(parameters, { io: "input" });
  return { id, name, description, platform, version, parameters: schema };
}
