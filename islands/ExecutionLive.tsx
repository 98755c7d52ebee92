import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { type BatchAnswer, followBatch } from "@/components/execution_poll.ts";
import { actorName, countsText, shortVersion } from "@/components/execution_text.ts";
import { ExecutionActions, type ExecutionFormsProps } from "@/components/ExecutionActions.tsx";
import { ExecutionCauses } from "@/components/ExecutionCauses.tsx";
import { type CredentialsEnd, ExecutionProgress } from "@/components/ExecutionProgress.tsx";
import { PageHeader } from "@/components/PageHeader.tsx";
import { StateChip, stateWord } from "@/components/StateChip.tsx";
import { type TargetFilter, TargetTable } from "@/components/TargetTable.tsx";
import { TextMark } from "@/components/TextMark.tsx";
import { When } from "@/components/When.tsx";
import { type BatchView, hasEnded, type TargetView } from "@/lib/execution/view.ts";
import { type CauseView, failureCount } from "@/lib/reports/view.ts";

/** A batch as the server rendered it. */
export interface ExecutionLiveProps extends ExecutionFormsProps {
  readonly causes: readonly CauseView[];
  readonly targets: readonly TargetView[];
  readonly matching: number;
  readonly nextCursor: string | null;
  readonly filter: TargetFilter;
  readonly credentialsEnds: readonly CredentialsEnd[];
  /** The server's wall time in ms since 1970. */
  readonly nowMs: number;
}

type Connection = "live" | "signed_out" | "unreachable";

const SECOND_MS = 1_000;

/**
 * A batch that goes on while one looks at it.
 *
 * @param props the batch as the server knew it
 */
export default function ExecutionLive(props: ExecutionLiveProps): JSX.Element {
  const batch = useSignal(props.batch);
  const targets = useSignal(props.targets);
  const causes = useSignal(props.causes);
  const nowMs = useSignal(props.nowMs);
  const connection = useSignal<Connection>("live");
  const announcement = useSignal("");

  async function take(answer: BatchAnswer, signal: AbortSignal): Promise<boolean> {
    if (answer.kind === "signed_out" || answer.kind === "unreachable") {
      connection.value = answer.kind;
      return answer.kind === "unreachable";
    }
    connection.value = "live";
    if (answer.kind === "unchanged") {
      batch.value = { ...batch.value, checkedAt: answer.checkedAt };
      return true;
    }
    await follow(answer.batch, signal);
    return !hasEnded(answer.batch.state);
  }

  async function follow(next: BatchView, signal: AbortSignal): Promise<void> {
    const last = batch.value;
    batch.value = next;
    const failuresChanged = failureCount(last.counts) !== failureCount(next.counts);
    const [rows, newCauses] = await Promise.all([
      props.filter.cause === null
        ? load<{ items: TargetView[] }>(targetsPath(props), signal)
        : null,
      failuresChanged ? load<CauseView[]>(`/executions/${next.batchId}/causes`, signal) : null,
    ]);
    if (rows) targets.value = rows.items;
    if (newCauses) causes.value = newCauses;
    if (hasEnded(next.state)) {
      announcement.value = `${next.scriptName} ended: ${stateWord(next.state)}, ${
        countsText(next.counts)
      }`;
    }
  }

  useEffect(() => {
    if (hasEnded(props.batch.state)) return;
    const startedMs = performance.now();
    const tick = () => nowMs.value = props.nowMs + performance.now() - startedMs;
    const timer = setInterval(tick, SECOND_MS);
    const stop = followBatch({ batchId: props.batch.batchId, onAnswer: take });
    return () => {
      clearInterval(timer);
      stop();
    };
  }, []);

  const forms = { batch: batch.value, csrfToken: props.csrfToken, retryKey: props.retryKey };
  return (
    <>
      <PageHeader
        title={batch.value.scriptName}
        lead={<Lead batch={batch.value} />}
        actions={
          <>
            <StateChip state={batch.value.state} />
            <ExecutionActions {...forms} />
          </>
        }
      />
      <p class="visually-hidden" role="status">{announcement}</p>
      <ConnectionNotice connection={connection.value} batchId={props.batch.batchId} />
      <ExecutionProgress
        batch={batch.value}
        nowMs={nowMs.value}
        credentialsEnds={props.credentialsEnds}
      />
      <ExecutionCauses {...forms} causes={causes.value} />
      <TargetTable
        batchId={props.batch.batchId}
        counts={batch.value.counts}
        filter={props.filter}
        targets={targets.value}
        matching={props.matching}
        nextCursor={props.nextCursor}
        nowMs={nowMs.value}
      />
    </>
  );
}

function Lead({ batch }: { readonly batch: BatchView }): JSX.Element {
  const { change, createdAt, actor, scriptVersion, retryOf } = batch;
  return (
    <>
      {change && (
        <>
          <a href={`/changes/${change}`}>{change}</a> ·{" "}
        </>
      )}
      started <When iso={createdAt} /> by{" "}
      <code title={actor}>
        <TextMark text={actorName(actor)} />
      </code>{" "}
      · script <code title={scriptVersion}>{shortVersion(scriptVersion)}</code>
      {retryOf && (
        <>
          {" "}· <a href={`/executions/${retryOf}`}>retry of an earlier run</a>
        </>
      )}
    </>
  );
}

function ConnectionNotice(
  { connection, batchId }: { readonly connection: Connection; readonly batchId: string },
): JSX.Element | null {
  if (connection === "live") return null;
  return (
    <p class="notice notice-warning" role="alert">
      {connection === "unreachable"
        ? "The server does not answer; what is shown is old. Trying again."
        : (
          <span>
            You are signed out. <a href={`/aws?next=/executions/${batchId}`}>Sign in again</a>{" "}
            to see how it goes on; the run itself does not stop.
          </span>
        )}
    </p>
  );
}

function targetsPath({ batch, filter }: ExecutionLiveProps): string {
  const query = new URLSearchParams({ limit: "50" });
  for (const [name, value] of Object.entries(filter)) {
    if (value) query.set(name, value);
  }
  return `/api/executions/${batch.batchId}/targets?${query}`;
}

/** Loads JSON; nothing when that fails, for the next change brings it again. */
async function load<T>(path: string, signal: AbortSignal): Promise<T | null> {
  try {
    const response = await fetch(path, { signal, headers: { accept: "application/json" } });
    const isJson = response.headers.get("content-type")?.startsWith("application/json");
    return response.ok && isJson ? await response.json() : null;
  } catch {
    return null;
  }
}
