import type { JSX } from "preact";
import type { AccountId, InstanceId, Region } from "@/lib/base/view.ts";
import type { TargetState } from "@/lib/execution/view.ts";
import type { SftDetection } from "@/lib/sft/view.ts";
import { buttonClass } from "./button_class.ts";
import { Chip } from "./Chip.tsx";
import { CsrfField } from "./CsrfField.tsx";
import { Field } from "./Field.tsx";
import { Panel } from "./Panel.tsx";
import { StateChip } from "./StateChip.tsx";
import { TextMark } from "./TextMark.tsx";
import { When } from "./When.tsx";

/** A server whose agent is looked at. */
export interface SftTarget {
  readonly instanceId: InstanceId;
  readonly account: AccountId;
  readonly region: Region;
  readonly platform: "linux" | "windows";
  readonly name: string;
}

/** A run on the server. */
export interface SftRun {
  readonly batchId: string;
  readonly scriptName: string;
  readonly state: TargetState;
  /** The last line that it said; foreign text. */
  readonly summary: string;
  /** ISO 8601 in UTC; `null` until it has ended. */
  readonly endedAt: string | null;
}

/** What is known of the agent on a server, and what may be done. */
export interface SftServer {
  readonly target: SftTarget;
  readonly detected: SftRun | null;
  readonly detection: SftDetection | null;
  readonly repaired: SftRun | null;
  /** The script that installs it; `null` when that is locked. */
  readonly install: string | null;
  /** The script that resets it; `null` when that is locked. */
  readonly reset: string | null;
  /** Why installing is locked. */
  readonly installReason: string;
  /** Why resetting is locked. */
  readonly resetReason: string;
}

/** What Systems Manager has just said of a server. */
export interface SftPing {
  readonly instanceId: string;
  /** `unknown` when EC2 does not know it there. */
  readonly state: string;
  /** ISO 8601 in UTC; `null` when it never answered. */
  readonly lastPingAt: string | null;
  /** What EC2 says of it, such as `running`. */
  readonly power: string | null;
}

/** A server, and how the forms of its buttons are made. */
export interface SftServerPanelProps {
  readonly server: SftServer;
  readonly ping: SftPing | null;
  /** What is to be configured before anything is repaired; empty when nothing is. */
  readonly missing: string;
  readonly action: string;
  readonly csrfToken: string;
  readonly idempotencyKey: string;
}

/** One server: validate, detect, then repair what detection unlocked. */
export function SftServerPanel(props: SftServerPanelProps): JSX.Element {
  const { server: { target, detection, detected, repaired }, action } = props;
  const { instanceId, account, region, platform, name } = target;
  return (
    <Panel
      id={`server-${instanceId}`}
      title={name || instanceId}
      note={`${instanceId} · ${account} · ${region} · ${
        platform === "linux" ? "Linux" : "Windows"
      }`}
    >
      <div class="panel-body prep-run">
        <Ping {...props} />
        {detected && (
          <Run
            label="Detection"
            run={{ ...detected, ...detection && { summary: detection.summary } }}
            instanceId={instanceId}
          />
        )}
        {detection && <Findings detection={detection} />}
        {repaired && <Run label={repaired.scriptName} run={repaired} instanceId={instanceId} />}
        <form method="post" action={action} class="prep-run">
          <CsrfField token={props.csrfToken} />
          <input type="hidden" name="idempotencyKey" value={props.idempotencyKey} />
          <input type="hidden" name="instanceId" value={instanceId} />
          <Buttons {...props} />
        </form>
      </div>
    </Panel>
  );
}

const PINGS = {
  online: { kind: "success", icon: "check", children: "Online" },
  offline: { kind: "failed", icon: "cross", children: "Offline" },
  not_registered: { kind: "failed", icon: "cross", children: "Not registered" },
} as const;

function Ping({ ping, server: { target } }: SftServerPanelProps): JSX.Element | null {
  if (ping?.instanceId !== target.instanceId) return null;
  const { state, lastPingAt, power } = ping;
  const known = Object.entries(PINGS).find(([name]) => name === state)?.[1];
  return (
    <p class="prep-ready" role="status">
      Systems Manager: {known
        ? <Chip {...known} />
        : <Chip kind="warning" icon="caution">Not found in this account and region</Chip>}{" "}
      <span class="muted">
        {lastPingAt && (
          <>
            last answer <When iso={lastPingAt} />
          </>
        )}
        {power && ` · EC2 says ${power}`}
      </span>
    </p>
  );
}

function Run(
  { label, run: { batchId, state, summary, endedAt }, instanceId }: {
    readonly label: string;
    readonly run: SftRun;
    readonly instanceId: string;
  },
): JSX.Element {
  return (
    <p class="prep-ready">
      {label}: <StateChip state={state} /> <TextMark text={summary} />{" "}
      <span class="muted">
        {endedAt && <When iso={endedAt} />}{" "}
        <a href={`/executions/${batchId}/targets/${instanceId}`}>output</a>
      </span>
    </p>
  );
}

function Findings({ detection }: { readonly detection: SftDetection }): JSX.Element {
  const { isInstalled, version, service, hasDeviceToken, hasEnrollmentToken, hasConfig } =
    detection;
  const facts = [
    ["Agent", isInstalled ? `installed, ${version}` : "not installed"],
    ["Service", service],
    ["Enrolled (device token)", hasDeviceToken ? "yes" : "no"],
    ["Enrollment token waiting", hasEnrollmentToken ? "yes" : "no"],
    ["Configuration", hasConfig ? "there" : "missing"],
    ["Access address", detection.accessAddress || `none; its own is ${detection.ownAddress}`],
  ] as const;
  return (
    <dl class="sft-facts">
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            <TextMark text={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Buttons({ server, missing }: SftServerPanelProps): JSX.Element {
  const { target: { instanceId }, detected, install, reset, installReason, resetReason } = server;
  const id = `address-${instanceId}`;
  // Who runs and is enrolled needs no repair, and may be reset all the same.
  const isHealthy = server.detection?.service === "running" && server.detection.hasDeviceToken;
  const isRepairNext = install !== null || reset !== null;
  return (
    <>
      <div class="actions">
        <button type="submit" class={buttonClass(false)} name="intent" value="validate">
          Validate instance
        </button>
        <button
          type="submit"
          class={buttonClass(!detected && !isRepairNext)}
          name="intent"
          value="detect"
        >
          Detect
        </button>
      </div>
      <Field id={id} label="Access address" hint="Where clients reach it. Empty: its own address.">
        <input
          class="form-control"
          id={id}
          name="accessAddress"
          maxlength={253}
          aria-describedby={`${id}-hint`}
        />
      </Field>
      <Repair
        intent="install"
        label="Install"
        reason={missing || (install === null ? installReason : "")}
        isNext={install !== null}
        instanceId={instanceId}
      />
      <Repair
        intent="reset"
        label="Reset"
        reason={missing || (reset === null ? resetReason : "")}
        isNext={reset !== null && !isHealthy}
        instanceId={instanceId}
      />
    </>
  );
}

function Repair(
  { intent, label, reason, isNext, instanceId }: {
    readonly intent: string;
    readonly label: string;
    /** Why it is locked; empty when it is not. */
    readonly reason: string;
    readonly isNext: boolean;
    readonly instanceId: string;
  },
): JSX.Element {
  const id = `${intent}-${instanceId}`;
  const hint = intent === "install"
    ? "Installs the agent, enrolls it, and waits until it has enrolled."
    : "Drops its token, enrolls it anew, and waits until it has enrolled.";
  return (
    <div class="prep-action">
      <button
        type="submit"
        class={buttonClass(isNext && reason === "")}
        name="intent"
        value={intent}
        disabled={reason !== ""}
        aria-describedby={id}
      >
        {label}
      </button>
      <span class="muted" id={id}>{reason || hint}</span>
    </div>
  );
}
