import type { JSX } from "preact";
import type { BatchSummary } from "@/lib/execution/view.ts";
import { actorName } from "./execution_text.ts";
import { Panel } from "./Panel.tsx";
import { StateChip } from "./StateChip.tsx";
import { TextMark } from "./TextMark.tsx";
import { When } from "./When.tsx";

/** The newest batches of a change. */
export function ChangeRuns(
  { number, runs }: { readonly number: string; readonly runs: readonly BatchSummary[] },
): JSX.Element {
  return (
    <Panel
      id="runs"
      title="Executions"
      note="of this change, newest first"
      actions={
        <a
          class="btn btn-outline-secondary btn-sm"
          href={`/api/changes/${number}/evidence`}
          download
        >
          Evidence bundle
        </a>
      }
    >
      {runs.length === 0
        ? <p class="panel-body muted">Nothing was run on this change yet.</p>
        : (
          <table class="table-work" aria-labelledby="runs-title">
            <thead>
              <tr>
                <th scope="col">State</th>
                <th scope="col">Script</th>
                <th scope="col">Started</th>
                <th scope="col" class="number">Success</th>
                <th scope="col">By</th>
              </tr>
            </thead>
            <tbody>
              {runs.map(({ batchId, state, scriptName, createdAt, counts, actor }) => (
                <tr key={batchId}>
                  <td data-label="State">
                    <StateChip state={state} />
                  </td>
                  <td data-label="Script">
                    <a href={`/executions/${batchId}`}>{scriptName}</a>
                  </td>
                  <td data-label="Started">
                    <When iso={createdAt} />
                  </td>
                  <td data-label="Success" class="number">
                    {counts.success} of {counts.total}
                  </td>
                  <td data-label="By">
                    <span title={actor}>
                      <TextMark text={actorName(actor)} />
                    </span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
    </Panel>
  );
}
