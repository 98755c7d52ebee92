import type { JSX } from "preact";
import type { InventoryInstance, InventoryView } from "@/lib/inventory/view.ts";
import { Age } from "./Age.tsx";
import { Chip, type ChipProps } from "./Chip.tsx";
import { countText } from "./count_text.ts";
import { TextMark } from "./TextMark.tsx";

/** A page of servers, and how far the search is. */
export type InstancesView = InventoryView;

/** What the table shows. */
export interface InventoryTableProps {
  readonly view: InstancesView;
  /** Writes a server as the line that its box sends. */
  readonly lineOf: (server: InventoryInstance) => string;
  readonly nowMs: number;
}

const PINGS = {
  online: { kind: "success", icon: "check", children: "Online" },
  offline: { kind: "failed", icon: "cross", children: "Offline" },
  not_registered: { kind: "failed", icon: "cross", children: "Not registered" },
  unknown: { kind: "idle", icon: "waiting", children: "Not known yet" },
} as const satisfies Record<InventoryInstance["ping"], ChipProps>;

/** How far the search is, and what could not be read. */
export function ScanProgress({ view, nowMs }: Pick<InventoryTableProps, "view" | "nowMs">) {
  const { scannedRegions, totalRegions, complete, failures, matching, askedAt } = view;
  return (
    <>
      <p class="panel-body prep-ready" role="status">
        <strong>{countText(matching, "instance")}</strong> {complete
          ? <Chip kind="success" icon="check">all {totalRegions} regions read</Chip>
          : (
            <Chip kind="running" icon="running">
              {scannedRegions} of {totalRegions || "…"} regions read
            </Chip>
          )}{" "}
        <span class="muted">
          asked <Age iso={askedAt} nowMs={nowMs} />
        </span>
      </p>
      {failures.length > 0 && (
        <div class="notice notice-warning">
          <ul class="prep-warnings">
            {failures.map(({ region, message }) => (
              <li key={region}>
                {region}: <TextMark text={message} />
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}

/** Servers, each with a box; a ticked one is part of what the form sends. */
export function InventoryTable({ view, lineOf, nowMs }: InventoryTableProps): JSX.Element {
  if (view.items.length === 0) {
    return (
      <p class="panel-body muted">
        {view.complete ? "No instance fits this filter." : "Nothing has come yet."}
      </p>
    );
  }
  return (
    <table class="table-work inventory" aria-label="Instances">
      <thead>
        <tr>
          <th scope="col" class="row-tick">
            <span class="visually-hidden">Select</span>
          </th>
          <th scope="col">Name</th>
          <th scope="col">Instance</th>
          <th scope="col">Region</th>
          <th scope="col">Platform</th>
          <th scope="col">State</th>
          <th scope="col">Systems Manager</th>
          <th scope="col">Tags</th>
        </tr>
      </thead>
      <tbody>
        {view.items.map((server) => (
          <Row key={server.instanceId} server={server} line={lineOf(server)} nowMs={nowMs} />
        ))}
      </tbody>
    </table>
  );
}

function Row(
  { server, line, nowMs }: {
    readonly server: InventoryInstance;
    readonly line: string;
    readonly nowMs: number;
  },
): JSX.Element {
  const { instanceId, name, region, platform, state, ping, lastPingAt, tags } = server;
  const others = Object.entries(tags).filter(([key]) => key !== "Name");
  return (
    <tr>
      <td class="row-tick">
        <input
          type="checkbox"
          class="form-check-input"
          name="targets"
          value={line}
          aria-label={`Select ${name || instanceId}`}
        />
      </td>
      <td data-label="Name">
        <TextMark text={name} />
      </td>
      <td data-label="Instance">
        <code>{instanceId}</code>
      </td>
      <td data-label="Region">{region}</td>
      <td data-label="Platform">{platform === "linux" ? "Linux" : "Windows"}</td>
      <td data-label="State">{state}</td>
      <td data-label="Systems Manager">
        <span>
          <Chip {...PINGS[ping]} /> {lastPingAt && (
            <span class="muted">
              <Age iso={lastPingAt} nowMs={nowMs} />
            </span>
          )}
        </span>
      </td>
      <td data-label="Tags">
        <span class="inventory-tags">
          {others.map(([key, value]) => <TextMark key={key} text={`${key}=${value} `} />)}
        </span>
      </td>
    </tr>
  );
}
