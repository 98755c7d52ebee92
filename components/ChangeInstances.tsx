import type { JSX } from "preact";
import type { ChangeInstance } from "@/lib/changes/view.ts";
import { AccountText } from "./AccountText.tsx";
import { TextMark } from "./TextMark.tsx";

/** What the table shows. */
export interface ChangeInstancesProps {
  readonly instances: readonly ChangeInstance[];
  /** The table's accessible name. */
  readonly label: string;
}

/** Servers of a change, one a row. */
export function ChangeInstances({ instances, label }: ChangeInstancesProps): JSX.Element {
  return (
    <table class="table-work" aria-label={label}>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Instance</th>
          <th scope="col">Account</th>
          <th scope="col">Region</th>
          <th scope="col">Platform</th>
        </tr>
      </thead>
      <tbody>
        {instances.map(({ instanceId, account, region, platform, name }) => (
          <tr key={instanceId}>
            <td data-label="Name">
              <TextMark text={name} />
            </td>
            <td data-label="Instance" class="whole">
              <code>{instanceId}</code>
            </td>
            <td data-label="Account">
              <AccountText account={account} />
            </td>
            <td data-label="Region" class="whole">{region}</td>
            <td data-label="Platform">{platform}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
