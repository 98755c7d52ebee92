import type { SftPing, SftServer, SftTarget } from "@/components/SftServerPanel.tsx";
import {
  formFields,
  refusalError,
  requireSession,
  type State,
  unknownIntent,
} from "@/lib/app/mod.ts";
import { type FieldError, partitionOf } from "@/lib/base/mod.ts";
import type { Change } from "@/lib/changes/mod.ts";
import { loadedChange } from "../(_prep)/prep_page.ts";
import { refused, startStep, type StepOutcome } from "../(_prep)/start_step.ts";
import { sftServer } from "./sft_server.ts";
import { sftTargets } from "./sft_targets.ts";

/** The page's own path. */
export const SFT_PATH = "/aws/sft-fixer";

/** All that the page shows. */
export interface SftPageData {
  readonly change: Change | null;
  /** The servers as they were typed. */
  readonly text: string;
  readonly servers: readonly SftServer[];
  /** What Systems Manager has just said of one of them. */
  readonly ping: SftPing | null;
  /** What is to be configured first; empty when nothing is. */
  readonly missing: string;
  readonly errors: readonly FieldError[];
}

/**
 * Reads what the page shows.
 *
 * @param state The request's.
 * @param shown The servers as the address has them, and what a form has brought.
 * @returns The page's data.
 * @throws {AppError} `store_unavailable` (503), `record_invalid` (500).
 */
export async function sftPage(
  state: State,
  { text, ping = null, errors = [] }: {
    readonly text: string;
    readonly ping?: SftPing | null;
    readonly errors?: readonly FieldError[];
  },
): Promise<SftPageData> {
  const { services } = state;
  const change = await loadedChange(state);
  const found = sftTargets(text, change);
  const { sft } = services.config;
  const isConfigured = sft.enrollmentToken !== undefined || sft.enrollmentSecretId !== undefined;
  return {
    ...{ change, text, ping },
    servers: await Promise.all(found.targets.map((target) => sftServer(services, target))),
    missing: isConfigured
      ? ""
      : "Set SFT_ENROLLMENT_SECRET_ID (a secret in AWS Secrets Manager) or SFT_ENROLLMENT_TOKEN on " +
        "this server: without an enrollment token nothing can be installed or reset.",
    errors: [...found.errors, ...errors],
  };
}

/** What a button did: what Systems Manager says, or what a step came to. */
export type SftOutcome = StepOutcome | { readonly kind: "pinged"; readonly ping: SftPing };

/**
 * Does what a server's button asks for. What detection does not allow is refused here as well.
 *
 * @param state The request's, with the form.
 * @param text The servers as the address has them.
 * @returns What came of it.
 * @throws {AppError} `unknown_intent` (422), `store_busy` or `store_unavailable` (503), and what AWS
 * refuses.
 */
export async function actOnSft(state: State, text: string): Promise<SftOutcome> {
  const { intent, instanceId, accessAddress = "" } = formFields(state);
  const { targets } = sftTargets(text, await loadedChange(state));
  const target = targets.find((each) => each.instanceId === instanceId);
  if (!target) return refused(422, { path: "targets", message: "Choose one of the servers shown" });
  if (intent === "validate") return await validate(state, target);
  const server = await sftServer(state.services, target);
  const path = `server-${target.instanceId}`;
  const start = (scriptId: string, parameters: Readonly<Record<string, string>> = {}) =>
    startStep(state, {
      name: "A run",
      path,
      request: { scriptId, parameters, targets: [target] },
      underWay: [],
    });
  switch (intent) {
    case "detect":
      return await start(`sft/detect-${target.platform}`);
    case "install":
      if (!server.install) return refused(409, { path, message: server.installReason });
      return await start(server.install, { accessAddress });
    case "reset":
      if (!server.reset) return refused(409, { path, message: server.resetReason });
      return await start(server.reset, { accessAddress });
    default:
      throw unknownIntent();
  }
}

async function validate(state: State, target: SftTarget): Promise<SftOutcome> {
  const { instanceId, account, region } = target;
  const place = { instanceId, account, region, partition: partitionOf(region) };
  const result = await state.services.inventory.instance(requireSession(state), place);
  if (result.kind !== "found") {
    const { status, publicMessage } = refusalError(result);
    return refused(status, { path: `server-${instanceId}`, message: publicMessage });
  }
  const { instance } = result;
  return {
    kind: "pinged",
    ping: {
      instanceId,
      state: instance?.ping ?? "unknown",
      lastPingAt: instance?.lastPingAt ?? null,
      power: instance?.state ?? null,
    },
  };
}
