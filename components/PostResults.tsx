import type { JSX } from "preact";
import type { PatchProof, QcView } from "@/lib/patching/view.ts";
import { differenceText } from "@/lib/reports/view.ts";
import { Chip, type ChipProps } from "./Chip.tsx";
import { Figures } from "./Figures.tsx";
import { LastRun } from "./PrepResults.tsx";
import { Panel } from "./Panel.tsx";
import { SearchField } from "./SearchField.tsx";
import { StackedBar } from "./StackedBar.tsx";
import { TextMark } from "./TextMark.tsx";

/** The proofs that a filter leaves, one page of them. */
export interface ProofPage {
  readonly items: readonly PatchProof[];
  readonly matching: number;
  readonly filter: ProofFilter;
  /** How many proofs there are of each verdict, whatever the filter. */
  readonly counts: Readonly<Record<PatchProof["verdict"] | "total", number>>;
}

/** Which proofs are shown. */
export interface ProofFilter {
  /** Empty for all. */
  readonly verdict: PatchProof["verdict"] | "";
  /** Text in the name, the id, a kernel or a reason. */
  readonly q: string;
  /** The first row, from 0. */
  readonly from: number;
}

/** What the panel shows. */
export interface PostResultsProps {
  readonly post: NonNullable<QcView["post"]>;
  readonly page: ProofPage;
  readonly path: string;
  /** Whether following the run is the next step. */
  readonly isNext: boolean;
}

const VERDICTS = { passed: "Passed", failed: "Failed", not_run: "Not validated" } as const;
const CHIPS = {
  passed: { kind: "success", icon: "check", children: VERDICTS.passed },
  failed: { kind: "failed", icon: "cross", children: VERDICTS.failed },
  not_run: { kind: "idle", icon: "waiting", children: VERDICTS.not_run },
} as const satisfies Record<PatchProof["verdict"], ChipProps>;

/** Before and after of each server. */
export function PostResults({ post, page, path, isNext }: PostResultsProps): JSX.Element {
  const { counts } = page;
  const parts = [
    { value: counts.passed, label: "passed", kind: "success" },
    { value: counts.failed, label: "failed", kind: "failed" },
    { value: counts.not_run, label: "not validated", kind: "idle" },
  ] as const;
  const all = { value: counts.total, label: counts.total === 1 ? "instance" : "instances" };
  return (
    <Panel
      id="results"
      title="Before and after"
      note="prep beside validation, the newest of each instance"
      actions={<LastRun step={post} isNext={isNext} />}
    >
      <div class="panel-body prep-figures">
        <StackedBar segments={parts} total={counts.total} label="Validation" />
        <Figures items={[all, ...parts]} />
      </div>
      <Filter page={page} path={path} />
      <Rows items={page.items} />
      <Paging page={page} path={path} />
    </Panel>
  );
}

function Filter({ page: { filter, counts }, path }: Pick<PostResultsProps, "page" | "path">) {
  return (
    <form method="get" action={`${path}#results`} class="filter-bar" role="search">
      <label class="filter-field">
        <span>Verdict</span>
        <select class="form-select form-select-sm" name="verdict">
          <option value="">All {counts.total}</option>
          {(["failed", "passed", "not_run"] as const).map((verdict) => (
            <option key={verdict} value={verdict} selected={verdict === filter.verdict}>
              {VERDICTS[verdict]} {counts[verdict]}
            </option>
          ))}
        </select>
      </label>
      <SearchField label="Text" value={filter.q} placeholder="name, id, kernel, reason" />
      <button type="submit" class="btn btn-outline-secondary btn-sm">Filter</button>
    </form>
  );
}

function Rows({ items }: { readonly items: readonly PatchProof[] }): JSX.Element {
  if (items.length === 0) return <p class="panel-body muted">No instance fits this filter.</p>;
  return (
    <table class="table-work post-proofs" aria-labelledby="results-title">
      <thead>
        <tr>
          <th scope="col" class="row-state">Verdict</th>
          <th scope="col" class="row-server">Instance</th>
          <th scope="col">Kernel before</th>
          <th scope="col">Staged</th>
          <th scope="col">Running</th>
          <th scope="col" class="row-answer">Booted into staged</th>
          <th scope="col" class="row-said">Reasons and changes</th>
        </tr>
      </thead>
      <tbody>
        {items.map((proof) => <ProofRow key={proof.instanceId} proof={proof} />)}
      </tbody>
    </table>
  );
}

function ProofRow({ proof }: { readonly proof: PatchProof }): JSX.Element {
  const { instanceId, name, batchId, verdict, isBootedIntoStaged } = proof;
  const id = <code>{instanceId}</code>;
  return (
    <tr>
      <td data-label="Verdict">
        <Chip {...CHIPS[verdict]} />
      </td>
      <td data-label="Instance">
        <div>
          <TextMark text={name} />{" "}
          {batchId ? <a href={`/executions/${batchId}/targets/${instanceId}`}>{id}</a> : id}
        </div>
      </td>
      <td data-label="Kernel before">
        <Kernel version={proof.kernelBefore} />
      </td>
      <td data-label="Staged">
        <Kernel version={proof.stagedKernel} />
      </td>
      <td data-label="Running">
        <Kernel version={proof.runningKernel} />
      </td>
      <td data-label="Booted into staged">
        {isBootedIntoStaged === null
          ? <span class="muted">not known</span>
          : isBootedIntoStaged
          ? "yes"
          : <strong class="text-failed">no</strong>}
      </td>
      <td data-label="Reasons" class="prep-said">
        <Said proof={proof} />
      </td>
    </tr>
  );
}

function Kernel({ version }: { readonly version: string | null }): JSX.Element {
  return version === null ? <span class="muted">–</span> : <code>{version}</code>;
}

function Said({ proof: { reasons, differences } }: { readonly proof: PatchProof }) {
  // The kernels have columns of their own.
  const others = differences?.filter(({ subject }) => subject !== "Kernel") ?? [];
  const lines = [...reasons, ...others.map(differenceText)];
  if (lines.length === 0) return <span class="muted">nothing else differs</span>;
  return (
    <ul class="prep-kernels">
      {lines.map((line) => (
        <li key={line}>
          <TextMark text={line} />
        </li>
      ))}
    </ul>
  );
}

function Paging(
  { page: { items, matching, filter }, path }: Pick<PostResultsProps, "page" | "path">,
): JSX.Element | null {
  if (items.length === matching) return null;
  const last = filter.from + items.length;
  const address = (from: number) => {
    const { verdict, q } = filter;
    return `${path}?${new URLSearchParams({ verdict, q, from: String(from) })}#results`;
  };
  return (
    <nav class="paging" aria-label="Pages of instances">
      <span class="muted">
        {items.length === 0 ? "none" : `${filter.from + 1} to ${last}`} of {matching}
      </span>
      {filter.from > 0 && (
        <a class="btn btn-outline-secondary btn-sm" href={address(0)}>First page</a>
      )}
      {last < matching && (
        <a class="btn btn-outline-secondary btn-sm" href={address(last)}>Next page</a>
      )}
    </nav>
  );
}
