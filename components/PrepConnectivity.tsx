import type { JSX } from "preact";
import type { CheckedInstance, ConnectivityView } from "@/lib/inventory/view.ts";
import { buttonClass } from "./button_class.ts";
import { Age } from "./Age.tsx";
import { checkCounts } from "./connectivity_text.ts";
import { countText } from "./count_text.ts";
import { Panel } from "./Panel.tsx";
import { STEP1_FORM } from "./prep_form.ts";
import { NotIncluded, type PrepReach } from "./PrepReach.tsx";
import { PrepServers, type PrepServersProps } from "./PrepServers.tsx";

/** What the panel shows. */
export interface PrepConnectivityProps extends PrepServersProps {
  /** All servers of the change. */
  readonly checked: readonly CheckedInstance[];
  readonly connectivity: ConnectivityView | null;
  readonly reach: PrepReach;
  readonly isNext: boolean;
}

/**
 * Which servers Systems Manager reaches, one a row; a ticked row is a target of step 1. Its controls
 * belong to that form: what is ticked stays, whichever button is pressed.
 */
export function PrepConnectivity(props: PrepConnectivityProps): JSX.Element {
  const { connectivity } = props;
  return (
    <Panel id="connectivity" title="Connectivity" note={<CheckedAt {...props} />}>
      <Check {...props} />
      {connectivity && (
        <>
          <Warnings {...props} />
          <PrepServers {...props} />
        </>
      )}
    </Panel>
  );
}

function CheckedAt({ checked, nowMs }: PrepConnectivityProps): JSX.Element {
  const times = checked.flatMap(({ result }) => result?.checkedAt ?? []).toSorted();
  const [oldest, newest] = [times[0], times.at(-1)];
  if (!oldest || !newest) return <>not checked yet</>;
  return (
    <>
      checked <Age iso={newest} nowMs={nowMs} />
      {oldest !== newest && (
        <>
          , some <Age iso={oldest} nowMs={nowMs} />
        </>
      )}
    </>
  );
}

function Check({ reach, isNext, path }: PrepConnectivityProps): JSX.Element {
  const { part, instances } = reach;
  const whom = part === null || part === "all"
    ? "Asks Systems Manager in every account and region."
    : `Asks Systems Manager about ${countText(instances, `${part.toUpperCase()} instance`)}.`;
  return (
    <div class="panel-body prep-check">
      <div class="prep-action">
        <button
          type="submit"
          class={buttonClass(isNext)}
          form={STEP1_FORM}
          name="intent"
          value="connectivity"
          disabled={part === null}
          aria-describedby="connectivity-reason"
        >
          Confirm connectivity
        </button>
        <span class="muted" id="connectivity-reason">
          {part === null ? "Sign in first." : `${whom} Its answer can be minutes old.`}
        </span>
      </div>
      <NotIncluded reach={reach} path={path} />
    </div>
  );
}

function Warnings({ checked }: PrepConnectivityProps): JSX.Element | null {
  const { offline, not_registered: unknown, error: failed, unchecked } = checkCounts(checked);
  const away = offline + unknown;
  if (away + failed + unchecked === 0) return null;
  const are = (number: number) => `${number} of ${checked.length} ${number === 1 ? "is" : "are"}`;
  return (
    <div class="notice notice-warning">
      <ul class="prep-warnings">
        {away > 0 && (
          <li>
            {are(away)} not online. Step 1 cannot reach {away === 1 ? "it" : "them"}{" "}
            and says so in the results.
          </li>
        )}
        {failed > 0 && (
          <li>{failed} of {checked.length} could not be checked; the reason is in the table.</li>
        )}
        {unchecked > 0 && <li>{are(unchecked)} not checked yet.</li>}
      </ul>
    </div>
  );
}
