import { AwsError, type Ssm, type SsmInvocation, type SsmInvocationOutput } from "@/lib/aws/mod.ts";
import type { Run } from "./engine.ts";
import type { Settled } from "./settled_groups.ts";
import { lastLine, shortened } from "./summary.ts";
import { guardedEnd, standingOf } from "./target_state.ts";

/** Where AWS cuts a stream (SSM API reference, GetCommandInvocation). */
const STDOUT_CHARACTERS = 24_000;
const STDERR_CHARACTERS = 8_000;
const NO_OUTPUT = "AWS told the end but not the output.";

/** Whom to ask about a command, and for which script. */
export interface FetchOptions {
  readonly ssm: Ssm;
  readonly scriptId: string;
  /** Whether AWS has had all the time it may take. */
  readonly isPastDeadline: boolean;
}

/**
 * Reads how an invocation ended, its output included where the host told one.
 *
 * @param run The batch under its lease.
 * @param invocation The invocation as listed.
 * @param options The port, the script, and whether AWS's time is over.
 * @returns The end; nothing while AWS does not show it yet.
 * @throws {AwsError} When AWS refuses or cannot be reached.
 */
export async function fetchEnd(
  run: Run,
  invocation: SsmInvocation,
  { ssm, scriptId, isPastDeadline }: FetchOptions,
): Promise<readonly Settled[]> {
  const { instanceId } = invocation;
  const listed = standingOf(invocation);
  if (listed.kind !== "ended") return [];
  const { state, summary } = listed;
  const bare: Settled = { end: { instanceId, state, summary }, stdout: "", stderr: "" };
  if (!listed.hasOutput) return [bare];
  const output = await outputOf(ssm, { invocation, signal: run.signal });
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

/** AWS lists an end some time before it shows the output. */
async function outputOf(
  ssm: Ssm,
  { invocation: { commandId, instanceId }, signal }: {
    readonly invocation: SsmInvocation;
    readonly signal: AbortSignal;
  },
): Promise<SsmInvocationOutput | null> {
  try {
    return await ssm.getCommandInvocation({ commandId, instanceId }, signal);
  } catch (error) {
    if (error instanceof AwsError && error.kind === "not_found") return null;
    throw error;
  }
}

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
