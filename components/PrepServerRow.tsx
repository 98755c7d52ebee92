import type { JSX } from "preact";
import type { CheckedInstance } from "@/lib/inventory/view.ts";
import { AccountText } from "./AccountText.tsx";
import { Age } from "./Age.tsx";
import { Chip } from "./Chip.tsx";
import { STEP1_FORM } from "./prep_form.ts";
import { StateChip, stateWord } from "./StateChip.tsx";
import { TextMark } from "./TextMark.tsx";

/** A server, and whether it is ticked. */
export interface PrepServerRowProps extends CheckedInstance {
  readonly isTicked: boolean;
  readonly nowMs: number;
}

/** What is known of a server; only one that the tool can run on may be ticked. */
export function PrepServerRow(
  { instance, result, isTicked, nowMs }: PrepServerRowProps,
): JSX.Element {
  const { instanceId, account, region, name, platform } = instance;
  return (
    <tr>
      <td class="row-tick">
        {platform === "linux" && (
          <input
            type="checkbox"
            class="form-check-input"
            form={STEP1_FORM}
            name="instanceIds"
            value={instanceId}
            checked={isTicked}
            aria-label={`Select ${name || instanceId}`}
          />
        )}
      </td>
      <td data-label="State">
        {result ? <StateChip state={result.state} /> : <Chip kind="idle">Not checked</Chip>}
      </td>
      <td data-label="Name">
        <TextMark text={name} />
      </td>
      <td data-label="Instance">
        <code>{instanceId}</code>
      </td>
      <td data-label="Account · region">
        <span>
          <AccountText account={account} /> · {region}
        </span>
      </td>
      <td data-label="Known" class="prep-said">
        <Known result={result} isWindows={platform === "windows"} nowMs={nowMs} />
      </td>
    </tr>
  );
}

function Known(
  { result, isWindows, nowMs }: Pick<PrepServerRowProps, "result" | "nowMs"> & {
    readonly isWindows: boolean;
  },
): JSX.Element | null {
  const { message, agentVersion, known } = result ?? {};
  const agent = agentVersion ? `agent ${agentVersion}` : "";
  const windows = isWindows ? "Windows: not part of this tool" : "";
  const text = [windows, message ?? agent].filter(Boolean).join(" · ");
  if (!known) return text ? <span>{text}</span> : null;
  return (
    <span>
      {text} Last known: {stateWord(known.state).toLowerCase()},{" "}
      <Age iso={known.checkedAt} nowMs={nowMs} />
    </span>
  );
}
