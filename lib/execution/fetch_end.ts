import { AwsError, type Ssm, type SsmInvocation } from "@/lib/aws/mod.ts";
import type { Run } from "./engine.ts";
import type { Settled } from "./settled_groups.ts";
import { lastLine, shortened } from "./summary.ts";
import { guardedEnd, standingOf } from "./target_state.ts";

/** Where AWS cuts a stream (SSM API reference, GetCommandInvocation). */
const STDOUT_CHARACTERS = 24_000;
const STDERR_CHARACTERS = 8_000;

/**
 * Reads how an invocation ended, its output included where the host told one.
 *
 * @param run The batch under its lease.
 * @param options The port, the script, the invocation as listed, and whether AWS's time is over.
 * @returns The end; nothing while AWS does not show it yet.
 * @throws {AwsError} When AWS refuses or cannot be reached.
 */
export async function fetchEnd(
  run: Run,
  { ssm, scriptId, invocation, isPastDeadline }: {
    readonly ssm: Ssm;
    readonly scriptId: string;
    readonly invocation: SsmInvocation;
    readonly isPastDeadline: boolean;
  },
): Promise<readonly Settled[]> {
  const { commandId, instanceId } = invocation;
  const listed = standingOf(invocation);
  if (listed.kind !== "ended") return [];
  const { state, summary } = listed;
  const bare: Settled = { end: { instanceId, state, summary }, stdout: "", stderr: "" };
  if (!listed.hasOutput) return [bare];
  const output = await ssm.getCommandInvocation({ commandId, instanceId }, run.signal)
    .catch((error) => {
      if (error instanceof AwsError && error.kind === "not_found") return null;
      throw error;
    });
  const told = output && standingOf(output);
  if (!output || told?.kind !== "ended") {
    return isPastDeadline ? [{ ...bare, end: { ...bare.end, summary: NO_OUTPUT } }] : [];
  }
  const { stdout, stderr } = output;
  const own = told.state === "success" ? lastLine(run.summaries[scriptId]?.(stdout) ?? "") : "";
  const guarded = guardedEnd({ state: told.state, exitCode: output.exitCode ?? null, stdout });
  return [{
    end: {
      instanceId,
      state: guarded.state,
      exitCode: guarded.exitCode,
      summary: guarded.summary || own || summaryOf({ ...told, state: guarded.state }, output),
      startedAtMs: output.startedAtMs ?? null,
      ...(output.endedAtMs !== undefined && { endedAtMs: output.endedAtMs }),
      isTruncated: stdout.length >= STDOUT_CHARACTERS || stderr.length >= STDERR_CHARACTERS,
    },
    stdout,
    stderr,
  }];
}

const NO_OUTPUT = "AWS told the end but not the output.";

function summaryOf(
  { state, summary }: { readonly state: string; readonly summary: string },
  { stdout, stderr, exitCode }: {
    readonly stdout: string;
    readonly stderr: string;
    readonly exitCode?: number | undefined;
  },
): string {
  const line = state === "success"
    ? lastLine(stdout) || lastLine(stderr)
    : lastLine(stderr) || lastLine(stdout);
  if (summary !== "") return shortened(line === "" ? summary : `${summary} ${line}`);
  if (line !== "" || state === "success") return line;
  return exitCode === undefined
    ? "The script failed without an exit code and without output."
    : `The script ended with exit code ${exitCode} and without output.`;
}
