import { createHash } from "node:crypto";
import guard from "./files/linux/guard.sh" with { type: "text" };

const SHEBANG = "#!/bin/bash\n";
const BODY = /^ *# The script stands here\.\n *:\n/m;

/**
 * Puts a Linux script into the guard that lets it run once for each run token. The script's own
 * first lines, with its id, stay the first lines of the whole.
 *
 * @param text The script's file: a `#!/bin/bash` line, a `# pcm-script: <id>` line, the commands.
 * @returns What runs on a server, all but the assignments.
 */
export function composeLinuxScript(text: string): string {
  const [shebang = "", idLine = "", ...body] = text.split("\n");
  const guarded = guard.replace(SHEBANG, "").replace(BODY, () => body.join("\n"));
  return [shebang, idLine, guarded].join("\n");
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
