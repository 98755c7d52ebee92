import { page } from "fresh";
import { AccountText } from "@/components/AccountText.tsx";
import { AnsiOutput } from "@/components/AnsiOutput.tsx";
import { targetTime } from "@/components/execution_text.ts";
import { PageHeader } from "@/components/PageHeader.tsx";
import { Panel } from "@/components/Panel.tsx";
import { isQc } from "@/components/qc_text.ts";
import { TargetChips } from "@/components/TargetChips.tsx";
import { TextMark } from "@/components/TextMark.tsx";
import { define, methods, notFound } from "@/lib/app/mod.ts";
import { formatBytes } from "@/lib/base/mod.ts";
import type { BatchView, TargetDetail } from "@/lib/execution/mod.ts";
import { markedText, type OutputRow, outputRows, plainText } from "@/lib/reports/mod.ts";

interface Stream {
  readonly name: "stdout" | "stderr";
  readonly title: string;
  readonly size: string;
  readonly rows: readonly OutputRow[];
}

interface Output {
  readonly batch: BatchView;
  readonly target: TargetDetail;
  readonly streams: readonly Stream[];
  readonly nowMs: number;
}

export const handler = methods<Output>({
  async GET({ state: { services }, params: { batchId = "", instanceId = "" } }) {
    const [batch, target] = await Promise.all([
      services.executions.find(batchId),
      services.executions.target(batchId, instanceId),
    ]);
    if (!batch) throw notFound("execution", batchId);
    if ("kind" in target) throw notFound(`target of the execution "${batchId}"`, instanceId);
    return page({
      batch,
      target,
      streams: [
        streamOf("stdout", { title: "Output", text: target.stdout }),
        ...target.stderr === ""
          ? []
          : [streamOf("stderr", { title: "Errors", text: target.stderr })],
      ],
      nowMs: services.clock.now(),
    });
  },
});

function streamOf(
  name: Stream["name"],
  { title, text }: { readonly title: string; readonly text: string },
): Stream {
  const bytes = new TextEncoder().encode(text).byteLength;
  return { name, title, size: formatBytes(bytes), rows: outputRows(text) };
}

export default define.page<typeof handler>(function OutputPage({ data }) {
  const { batch, target, streams, nowMs } = data;
  const { instanceId, name, account, region, exitCode, summary } = target;
  const time = targetTime(target, nowMs);
  return (
    <>
      <PageHeader
        title={`Output of ${markedText(plainText(name)) || instanceId}`}
        lead={
          <>
            <code>{instanceId}</code> · <AccountText account={account} /> · {region} ·{" "}
            <a href={`/executions/${batch.batchId}`}>{batch.scriptName}</a>
          </>
        }
        actions={
          <>
            <TargetChips target={target} isQc={isQc(batch)} />
            {exitCode !== null && <span>exit {exitCode}</span>}
            {time !== "" && <span class="muted">{time}</span>}
          </>
        }
      />
      {summary !== "" && (
        <p class="output-summary">
          <TextMark text={summary} />
        </p>
      )}
      {target.truncated && (
        <p class="notice notice-warning">
          Cut by AWS at 24,000 characters of output and 8,000 of errors: what follows is not the
          whole of it.
        </p>
      )}
      {streams.map((stream) => (
        <Panel
          key={stream.name}
          id={stream.name}
          title={stream.title}
          note={`${stream.size}${target.truncated ? "" : ", complete"}`}
          actions={stream.rows.length > 0 && (
            <a
              href={`/executions/${batch.batchId}/targets/${instanceId}/download?stream=${stream.name}`}
            >
              Download
            </a>
          )}
        >
          <div class="panel-body">
            {stream.rows.length > 0
              ? <AnsiOutput label={`${stream.title}, line by line`} rows={stream.rows} />
              : <p class="muted">{emptyReason(target)}</p>}
            {target.truncated && stream.rows.length > 0 && (
              <p class="output-cut">
                cut by AWS at {stream.name === "stdout" ? "24,000" : "8,000"} characters
              </p>
            )}
          </div>
        </Panel>
      ))}
    </>
  );
});

function emptyReason({ state }: TargetDetail): string {
  if (state === "pending") return "It has not started yet.";
  if (state === "in_progress") return "AWS gives the output when the script has ended.";
  return "It printed nothing.";
}
