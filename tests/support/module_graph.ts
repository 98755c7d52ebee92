import { runToEnd } from "./process.ts";
import { z } from "zod";

const infoSchema = z.object({
  modules: z.array(z.object({ specifier: z.string(), error: z.string().optional() })),
});

/**
 * Says what the program that starts at the entry point reaches and must not, or could not be
 * resolved at all.
 */
export async function graphFaults(
  entry: string,
  { cwd, banned }: { readonly cwd: string; readonly banned: readonly string[] },
): Promise<readonly string[]> {
  const args = ["info", "--json", entry];
  const { code, stdout, stderr } = await runToEnd({ args, env: {}, cwd, deadlineMs: 60_000 });
  if (code !== 0) throw new Error(`Cannot read the module graph of "${entry}": ${stderr}`);
  const { modules } = infoSchema.parse(JSON.parse(stdout));
  return modules.flatMap(({ specifier, error }) => {
    if (error !== undefined) return [`${entry} reaches ${specifier}: ${error}`];
    return banned.some((path) => specifier.startsWith(`file://${cwd}/${path}`))
      ? [`${entry} reaches ${specifier}`]
      : [];
  });
}
