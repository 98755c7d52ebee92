import { AppError, quoted } from "@/lib/base/mod.ts";
import { powershellQuoted, shellQuoted } from "./quote_value.ts";
import type { Script, ScriptPlatform, ScriptValues } from "./script.ts";

/** SSM documents end at 64 kB; this leaves room for what JSON escapes. */
const MAX_SCRIPT_BYTES = 48_000;
const VALUE_NAME = /^[a-z][A-Za-z0-9]{0,39}$/;
const RUN_TOKEN = /^[\w-]{16,64}$/;

/** What one run of a script runs with. */
export interface RunOptions {
  /** Unique to the run: 16 to 64 letters, digits, `_` or `-`. The host runs it once. */
  readonly runToken: string;
  /** The script's values, as `bindScript()` gave them. */
  readonly values: ScriptValues;
}

/**
 * Makes the text that is sent to a server. The values stand in it only as quoted assignments at the
 * top: `patcherUrl` becomes `PCM_PATCHER_URL='…'`.
 *
 * @param script The content and platform, of the catalog or as they were when the run was planned.
 * @param run The run token and the values.
 * @returns The script, ready for `commands` of AWS-RunShellScript or AWS-RunPowerShellScript.
 * @throws {AppError} `invalid_parameter` (422) when a value has characters no script can take,
 * `script_unsendable` (500) for a bad name or run token, 48 kB or more, or a `{{` in the content.
 */
export function renderScript(
  { content, platform }: Pick<Script, "content" | "platform">,
  { runToken, values }: RunOptions,
): string {
  if (!RUN_TOKEN.test(runToken)) {
    throw unsendable(`the run token ${quoted(runToken)} is not 16 to 64 letters, digits, "_", "-"`);
  }
  const assignments = Object.entries({ ...values, runToken }).map(([name, value]) =>
    assignment(platform, { name, value: String(value) })
  );
  // Where "#!" does not come first of all, SSM runs the file with sh.
  const bodyStart = content.startsWith("#!") ? content.indexOf("\n") + 1 : 0;
  return sendable(
    content.slice(0, bodyStart) + assignments.join("") + content.slice(bodyStart),
  );
}

function assignment(
  platform: ScriptPlatform,
  { name, value }: { readonly name: string; readonly value: string },
): string {
  if (!VALUE_NAME.test(name)) throw unsendable(`${quoted(name)} is no name in camel case`);
  const variable = `PCM_${name.replace(/[A-Z]/g, "_$&").toUpperCase()}`;
  return platform === "linux"
    ? `${variable}=${shellQuoted(value)}\n`
    : `$${variable} = ${powershellQuoted(value)}\n`;
}

function sendable(script: string): string {
  const bytes = new TextEncoder().encode(script).length;
  if (bytes >= MAX_SCRIPT_BYTES) {
    throw unsendable(`it has ${bytes} bytes, expected fewer than ${MAX_SCRIPT_BYTES}`);
  }
  if (script.includes("{{")) throw unsendable('it holds "{{", which SSM would replace');
  return script;
}

function unsendable(reason: string): AppError {
  return new AppError(`Cannot render the script: ${reason}`, {
    code: "script_unsendable",
    status: 500,
    publicMessage: "This script cannot be sent. The operators of this tool have to look at it.",
  });
}
