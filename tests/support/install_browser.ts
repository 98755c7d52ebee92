/** Installs Chromium where it is missing; prints nothing where it is there. */
import { installPrograms, thisMachine } from "./programs.ts";

if (import.meta.main) {
  try {
    await installPrograms(["chromium"], thisMachine());
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    await Deno.stderr.write(new TextEncoder().encode(`${message}\n`));
    Deno.exit(1);
  }
}
