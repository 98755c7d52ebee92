import type { JSX } from "preact";
import { ChangeInstances } from "@/components/ChangeInstances.tsx";
import { countText } from "@/components/count_text.ts";
import { Panel } from "@/components/Panel.tsx";
import { placesText } from "@/components/places_text.ts";
import { SearchField } from "@/components/SearchField.tsx";
import type { Change } from "@/lib/changes/mod.ts";
import type { ChangePageData } from "./change_page.ts";

/** The servers of a change: filtered, a page of them at a time. */
export function InstancesPanel(
  { change, q, shown, matching, offset, nextOffset }: ChangePageData,
): JSX.Element {
  const path = `/changes/${change.number}`;
  const linkTo = (from: number) => `${path}?${new URLSearchParams({ q, from: String(from) })}`;
  return (
    <Panel
      id="instances"
      title="Instances"
      note={q ? `${matching} of ${change.instances.length}` : factsOf(change)}
    >
      <form method="get" action={path} class="filter-bar" role="search" aria-label="Instances">
        <SearchField label="Filter" value={q} placeholder="name, id, account, region" />
        <button type="submit" class="btn btn-outline-secondary btn-sm">Filter</button>
      </form>
      {shown.length === 0
        ? <p class="panel-body muted">No instance fits this filter.</p>
        : <ChangeInstances instances={shown} label="Instances" />}
      {(offset > 0 || nextOffset !== null) && (
        <nav class="paging" aria-label="Pages of instances">
          <span class="muted">{offset + 1} to {offset + shown.length} of {matching}</span>
          {offset > 0 && <a href={linkTo(0)}>First page</a>}
          {nextOffset !== null && <a href={linkTo(nextOffset)} rel="next">Next page</a>}
        </nav>
      )}
    </Panel>
  );
}

function factsOf({ instances, status }: Change): string {
  return `${countText(instances.length, "instance")}, ${placesText(instances)} · ${status}`;
}
