import { AppError, SECOND_MS } from "@/lib/base/mod.ts";
import { AwsError, type SendCommandRequest } from "@/lib/aws/mod.ts";
import type { HeldCredentials } from "@/lib/credentials/mod.ts";
import { renderScript, type ScriptPlatform, type ScriptValues } from "@/lib/scripts/mod.ts";
import { errorsLeftOf } from "./due_tasks.ts";
import type { Engine, Run } from "./engine.ts";
import { type Batch, type Chunk, isOpen, type Limits, type Work } from "./model.ts";
import type { SecretUse, Settings } from "./settings.ts";
import { readScript } from "./stored_script.ts";

const DOCUMENTS: Readonly<Record<ScriptPlatform, string>> = {
  linux: "AWS-RunShellScript",
  windows: "AWS-RunPowerShellScript",
};

const MAX_DELIVERY_SECONDS = 2_592_000;

/**
 * Names the document that runs scripts on a platform.
 *
 * @param platform The platform.
 * @returns The name of AWS's own document.
 */
export function documentOf(platform: ScriptPlatform): string {
  return DOCUMENTS[platform];
}

/** What a chunk's command runs, or why it is not known, for the operator. */
export type CommandScript =
  | { readonly kind: "made"; readonly script: string }
  /** The script or the settings are at fault: it can never be sent. */
  | { readonly kind: "unsendable"; readonly reason: string }
  /** AWS did not give a secret that the script needs. */
  | { readonly kind: "failed"; readonly error: AwsError };

/**
 * Makes the text that a chunk's command runs: the script as the batch was planned with it.
 *
 * @param run The batch under its lease.
 * @param options The batch, the chunk, its run token, and the credentials that secrets are read with.
 * @returns The script, or why there is none.
 * @throws {AppError} `store_unavailable` (503), which passes.
 */
export async function scriptOf(
  run: Pick<Run, "store" | "settings" | "signal">,
  { batch, chunk, runToken, held }: {
    readonly batch: Batch;
    readonly chunk: Pick<Chunk, "parameters" | "partition">;
    readonly runToken: string;
    readonly held: HeldCredentials;
  },
): Promise<CommandScript> {
  try {
    const content = await readScript(run.store, batch.scriptVersion);
    const { partition, parameters } = chunk;
    const use = { partition, held, signal: run.signal };
    const added = await settingValues(batch, { settings: run.settings, use });
    const values = { ...batch.parameters, ...parameters, ...added };
    const script = renderScript({ content, platform: batch.platform }, { runToken, values });
    return { kind: "made", script };
  } catch (error) {
    if (error instanceof AwsError) return { kind: "failed", error };
    if (!(error instanceof AppError) || error.status === 503) throw error;
    return { kind: "unsendable", reason: error.publicMessage };
  }
}

/**
 * Makes the one command of a chunk.
 *
 * @param work The chunk with its targets, script and run token, and the batch as it is stored now:
 * it tells what the error budget leaves.
 * @returns What is sent to all targets that are open.
 */
export function commandOf(
  { batch, chunk, targets, script, runToken }: Work & {
    readonly batch: Batch;
    readonly script: string;
    readonly runToken: string;
  },
): SendCommandRequest {
  const { platform, limits } = batch;
  const errorsLeft = errorsLeftOf(batch);
  return {
    documentName: documentOf(platform),
    instanceIds: targets.filter(isOpen).map(({ instanceId }) => instanceId),
    parameters: {
      commands: script.split("\n"),
      executionTimeout: [String(limits.timeoutSeconds)],
    },
    comment: runToken,
    deliveryTimeoutSeconds: deliverySeconds(limits, chunk),
    maxConcurrency: String(Math.max(1, chunk.concurrency)),
    maxErrors: errorsLeft === null ? "100%" : String(Math.max(0, errorsLeft)),
  };
}

/**
 * How long a command may take to begin on its last server. SSM ends a command after this and one
 * run of the script, so that servers which take turns need the time of all runs before the last.
 *
 * @param limits The batch's limits.
 * @param chunk The turns of its servers.
 * @returns Seconds; SSM takes 2,592,000 at most (SSM API reference, SendCommand, TimeoutSeconds).
 */
export function deliverySeconds(
  { deliveryTimeoutSeconds, timeoutSeconds }: Limits,
  { waves }: Pick<Chunk, "waves">,
): number {
  const seconds = deliveryTimeoutSeconds + (waves - 1) * timeoutSeconds;
  return Math.min(seconds, MAX_DELIVERY_SECONDS);
}

/**
 * How long after a command was sent AWS may still tell how it ended: both its time limits, and some
 * time for AWS itself.
 *
 * @param engine The slack.
 * @param options The batch and the chunk.
 * @returns Milliseconds.
 */
export function answerMs(
  { timings: { slackMs } }: Pick<Engine, "timings">,
  { batch: { limits }, chunk }: {
    readonly batch: Pick<Batch, "limits">;
    readonly chunk: Pick<Chunk, "waves">;
  },
): number {
  return (limits.timeoutSeconds + deliverySeconds(limits, chunk)) * SECOND_MS + slackMs;
}

/** What the server adds is read when it is sent: it may be a secret, and is never stored. */
async function settingValues(
  batch: Batch,
  { settings, use }: { readonly settings: Settings; readonly use: SecretUse },
): Promise<ScriptValues> {
  const values = await Promise.all(
    Object.entries(batch.settings).map(async ([name, variable]) => {
      const setting = settings[variable];
      if (setting === undefined) throw notConfigured(batch, variable);
      return [name, typeof setting === "string" ? setting : (await setting(use)).reveal()];
    }),
  );
  return Object.fromEntries(values);
}

function notConfigured({ batchId }: Batch, variable: string): AppError {
  return new AppError(`Cannot send the batch "${batchId}": ${variable} is not set`, {
    code: "not_configured",
    status: 500,
    publicMessage: `The server lacks the setting ${variable}.`,
  });
}
