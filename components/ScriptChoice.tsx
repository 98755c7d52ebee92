import type { JSX } from "preact";
import { buttonClass } from "./button_class.ts";
import { Chip } from "./Chip.tsx";
import { CsrfField } from "./CsrfField.tsx";
import { Panel } from "./Panel.tsx";

/** A script of the library, as the page shows it. */
export interface ShownScript {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly platform: "linux" | "windows";
  readonly version: string;
  readonly content: string;
  readonly changesServer: boolean;
}

/** What the panel shows. */
export interface ScriptChoiceProps {
  readonly scripts: readonly ShownScript[];
  readonly script: ShownScript | null;
  readonly path: string;
  readonly isNext: boolean;
  /** Servers that were selected on another page; they go along with the choice. */
  readonly targets: string;
  readonly csrfToken: string;
}

const GROUPS = [
  ["Linux", /^linux\//],
  ["Windows", /^windows\//],
  ["Linux patching", /^linux-qc/],
  ["SFT agent", /^sft\//],
] as const;
const VERSION_CHARACTERS = 12;

/** Chooses a script of the library, and shows all of it. */
export function ScriptChoice(props: ScriptChoiceProps): JSX.Element {
  const { scripts, script, path, isNext, targets, csrfToken } = props;
  return (
    <Panel id="script" title="Library" note="approved scripts alone: no other text can be run">
      <form method={targets === "" ? "get" : "post"} action={path} class="panel-body">
        {targets !== "" && (
          <>
            <CsrfField token={csrfToken} />
            <input type="hidden" name="targets" value={targets} />
          </>
        )}
        <label for="script-id">Script</label>
        <div class="change-line">
          <select class="form-select" id="script-id" name="script" required>
            <option value="">Choose a script</option>
            {GROUPS.map(([title, pattern]) => (
              <optgroup key={title} label={title}>
                {scripts.filter(({ id }) => pattern.test(id)).map(({ id, name }) => (
                  <option key={id} value={id} selected={id === script?.id}>{name} · {id}</option>
                ))}
              </optgroup>
            ))}
          </select>
          <button type="submit" class={buttonClass(isNext)}>
            Choose
          </button>
        </div>
      </form>
      {script && <Chosen script={script} />}
    </Panel>
  );
}

function Chosen({ script }: { readonly script: ShownScript }): JSX.Element {
  const { name, description, platform, version, content, changesServer } = script;
  return (
    <>
      <div class="panel-body prep-run">
        <p class="prep-ready">
          <strong>{name}</strong> <span class="muted">{description}</span>
        </p>
        <p class="prep-ready">
          {changesServer
            ? <Chip kind="warning" icon="caution">Changes the server</Chip>
            : <Chip kind="success" icon="check">Only looks</Chip>}{" "}
          <span class="muted">
            for {platform === "linux" ? "Linux" : "Windows"}, version{" "}
            <code title={version}>{version.slice(0, VERSION_CHARACTERS)}</code>
          </span>
        </p>
      </div>
      <details class="panel-details">
        <summary>What runs on the server</summary>
        <pre class="script-text">{content}</pre>
      </details>
    </>
  );
}
