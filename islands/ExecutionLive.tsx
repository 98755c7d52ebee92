import type { JSX } from "preact";
import { actorName, shortVersion } from "@/components/execution_text.ts";
import { ExecutionActions, type ExecutionFormsProps } from "@/components/ExecutionActions.tsx";
import { ExecutionCauses } from "@/components/ExecutionCauses.tsx";
import { ExecutionNext } from "@/components/ExecutionNext.tsx";
import { ExecutionProgress } from "@/components/ExecutionProgress.tsx";
import { PageHeader } from "@/components/PageHeader.tsx";
import { StateChip } from "@/components/StateChip.tsx";
import { TargetTable } from "@/components/TargetTable.tsx";
import { TextMark } from "@/components/TextMark.tsx";
import { type BatchAtLoad, type Connection, useLiveBatch } from "@/components/use_live_batch.ts";
import { When } from "@/components/When.tsx";
import type { BatchView } from "@/lib/execution/view.ts";

/** A batch as the server rendered it, and what its forms need. */
export interface ExecutionLiveProps extends BatchAtLoad, ExecutionFormsProps {
  /** The number of the session's change; `null` for none. */
  readonly loadedChange: string | null;
}

/**
 * A batch that goes on while one looks at it.
 *
 * @param props the batch as the server knew it
 */
export default function ExecutionLive(props: ExecutionLiveProps): JSX.Element {
  const live = useLiveBatch(props);
  const batch = live.batch.value;
  const nowMs = live.nowMs.value;
  const { csrfToken, retryKey, retriedBy } = props;
  const forms = { batch, csrfToken, retryKey, retriedBy };
  const { causes, qc } = live.findings.value;
  const { items: targets, matching, nextCursor } = live.targets.value;
  return (
    <>
      <PageHeader
        title={batch.scriptName}
        lead={<Lead batch={batch} />}
        actions={
          <>
            <StateChip state={batch.state} />
            <ExecutionActions {...forms} />
          </>
        }
      />
      <p class="visually-hidden" role="status">{live.announcement.value}</p>
      <ConnectionNotice connection={live.connection.value} batchId={batch.batchId} />
      <ExecutionProgress batch={batch} nowMs={nowMs} isHeard={live.connection.value === "live"} />
      <ExecutionNext {...forms} qc={qc} loadedChange={props.loadedChange} />
      <ExecutionCauses {...forms} causes={causes} />
      <TargetTable {...{ batch, targets, matching, nextCursor, nowMs }} filter={props.filter} />
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
