import { createHash } from "node:crypto";
import linuxGuard from "./files/linux/guard.sh" with { type: "text" };
import windowsGuard from "./files/windows/guard.ps1" with { type: "text" };
import type { ScriptDefinition } from "./script.ts";

const SHEBANG = "#!/bin/bash\n";
const LINUX_BODY = /^ *# The script stands here\.\n *:\n/m;
const WINDOWS_BODY = /^ *# The script stands here\.\n/m;

/**
 * Puts a script into the guard of its platform, which lets it run once for each run token.
 *
 * @param definition The script's file, and the parts it uses.
 * @returns What runs on a server, all but the assignments.
 */
export function composeScript(
  { platform, text, parts = [] }: Pick<ScriptDefinition, "platform" | "text" | "parts">,
): string {
  return platform === "linux" ? composeLinuxScript(text, parts) : composeWindowsScript(text, parts);
}

/**
 * Puts a Linux script into its guard. The script's own first lines, with its id, stay the first
 * lines of the whole.
 *
 * @param text The script's file: a `#!/bin/bash` line, a `# pcm-script: <id>` line, the commands.
 * @param parts Files whose functions the script uses; none when absent.
 * @returns What runs on a server, all but the assignments.
 */
export function composeLinuxScript(text: string, parts: readonly string[] = []): string {
  const [shebang = "", idLine = "", ...body] = text.split("\n");
  const whole = [...parts.map(withoutShebang), body.join("\n")].join("\n");
  const guarded = withoutShebang(linuxGuard).replace(LINUX_BODY, () => whole);
  return [shebang, idLine, guarded].join("\n");
}

/**
 * Puts a Windows script into its guard. Its first line, with its id, stays the first line.
 *
 * @param text The script's file: a `# pcm-script: <id>` line, the commands.
 * @param parts Files whose functions the script uses; none when absent.
 * @returns What runs on a server, all but the assignments.
 */
export function composeWindowsScript(text: string, parts: readonly string[] = []): string {
  const [idLine = "", ...body] = text.split("\n");
  const whole = [...parts, body.join("\n")].join("\n");
  return [idLine, windowsGuard.replace(WINDOWS_BODY, () => whole)].join("\n");
}

/**
 * Computes a script's version.
 *
 * @param content The script's content.
 * @returns The SHA-256 of its UTF-8 bytes in lower-case hex.
 */
export function scriptVersion(content: string): string {
  return createHash("sha256").update(content).digest("hex");
}

function withoutShebang(text: string): string {
  return text.replace(SHEBANG, "");
}
