import type { JSX } from "preact";
import { environmentOfPartition, formatDuration, PARTITIONS } from "@/lib/base/view.ts";
import { type BatchView, hasEnded } from "@/lib/execution/view.ts";
import { countText } from "./count_text.ts";
import { batchTime, countsText, doneCount, STATE_ORDER, timeLeft } from "./execution_text.ts";
import { Figures } from "./Figures.tsx";
import { Icon } from "./Icon.tsx";
import { stateKind, stateWord } from "./StateChip.tsx";
import { TargetsBar } from "./TargetsBar.tsx";
import { When } from "./When.tsx";

/** How far a batch is. */
export interface ExecutionProgressProps {
  readonly batch: BatchView;
  /** The wall time in ms since 1970, as the server's clock has it. */
  readonly nowMs: number;
  /** Whether the server answers, so that what it does not know, AWS has not said. */
  readonly isHeard: boolean;
}

/** Polls of AWS come every 30 s at the latest: two were missed. */
const STALE_MS = 60_000;

/** How far a batch is: a bar, and figures that add up. */
export function ExecutionProgress(props: ExecutionProgressProps): JSX.Element {
  const { batch, nowMs } = props;
  const { counts } = batch;
  const done = doneCount(counts);
  const summary = `${done} of ${counts.total} done`;
  return (
    <section class="panel" aria-label="How far it is">
      <div class="panel-body progress-body">
        <div class="progress-line">
          <strong>{summary}</strong>
          <span class="muted">{ageLine(batch, nowMs)}</span>
        </div>
        <div
          role="progressbar"
          aria-label="Progress"
          aria-valuemin={0}
          aria-valuemax={counts.total}
          aria-valuenow={done}
          aria-valuetext={summary}
        >
          <TargetsBar counts={counts} />
        </div>
        <Figures items={figuresOf(batch)} />
        <p class="visually-hidden">{countsText(counts)}</p>
      </div>
      <Warnings {...props} />
    </section>
  );
}

function figuresOf({ counts, commands }: BatchView) {
  const always = ["success", "failed", "in_progress", "pending"];
  const accounts = new Set(commands.map(({ account }) => account)).size;
  return [
    { value: counts.total, label: "targets" },
    ...STATE_ORDER.filter((state) => counts[state] > 0 || always.includes(state)).map((state) => ({
      value: counts[state],
      label: stateWord(state).toLowerCase(),
      kind: state === "pending" ? undefined : stateKind(state),
    })),
    {
      value: commands.length,
      label: `${commands.length === 1 ? "command" : "commands"}, ${countText(accounts, "account")}`,
    },
  ];
}

function ageLine(batch: BatchView, nowMs: number): string {
  if (hasEnded(batch.state)) return `took ${batchTime(batch, nowMs)}`;
  const ageMs = dataAgeMs(batch, nowMs);
  const age = ageMs === null ? "AWS not asked yet" : `data ${ageSeconds(ageMs)} old`;
  return [timeLeft(batch, nowMs), age].filter((part) => part !== "").join(" · ");
}

/** How long ago AWS said what is shown; `null` before it was asked. */
function dataAgeMs({ checkedAt }: BatchView, nowMs: number): number | null {
  return checkedAt === null ? null : nowMs - Date.parse(checkedAt);
}

function ageSeconds(ageMs: number): string {
  return ageMs < 1_000 ? "0 s" : formatDuration(ageMs);
}

/** What will stop the run, or has. */
function Warnings({ batch, nowMs, isHeard }: ExecutionProgressProps): JSX.Element | null {
  const { state, predictedEndAt, waitingFor } = batch;
  const tooSoon = hasEnded(state) || predictedEndAt === null
    ? []
    : PARTITIONS.flatMap((partition) => {
      const expiresAt = batch.credentialsEndAt[partition];
      return expiresAt !== null && expiresAt < predictedEndAt ? [{ partition, expiresAt }] : [];
    });
  const isAsking = state === "running" || state === "cancelling";
  const ageMs = isAsking && isHeard ? dataAgeMs(batch, nowMs) ?? 0 : 0;
  if (waitingFor.length === 0 && tooSoon.length === 0 && ageMs < STALE_MS) return null;
  return (
    <div class="progress-warnings">
      {ageMs >= STALE_MS && (
        <p class="notice notice-warning">
          <Icon name="clock" />
          <span>
            AWS has not answered for{" "}
            {ageSeconds(ageMs)}: what is shown is that old. It is asked again until it does.
          </span>
        </p>
      )}
      {waitingFor.length > 0 && (
        <p class="notice notice-warning">
          <Icon name="key" />
          <span>
            {waitingFor.map((partition) => environmentOfPartition(partition).toUpperCase())
              .join(" and ")} targets wait for credentials.{" "}
            <a href={`/aws?next=/executions/${batch.batchId}`}>Sign in again</a>, then resume: no
            server is sent a command twice.
          </span>
        </p>
      )}
      {predictedEndAt !== null &&
        tooSoon.map(({ partition, expiresAt }) => (
          <p key={partition} class="notice notice-warning">
            <Icon name="clock" />
            <span>
              Its {environmentOfPartition(partition).toUpperCase()} credentials end{" "}
              <When iso={expiresAt} />, the run <When iso={predictedEndAt} />: it will wait then.
              {" "}
              <a href={`/aws?next=/executions/${batch.batchId}`}>Renew</a>
            </span>
          </p>
        ))}
    </div>
  );
}
