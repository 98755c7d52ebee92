import type { ChangePanelProps } from "@/components/ChangePanel.tsx";
import type { ProofFilter, ProofPage } from "@/components/PostResults.tsx";
import type { PrepReach } from "@/components/PrepReach.tsx";
import type { PrepPlan } from "@/components/PrepScope.tsx";
import type { State } from "@/lib/app/mod.ts";
import type { FieldError } from "@/lib/base/mod.ts";
import type { Change } from "@/lib/changes/mod.ts";
import type { StartRequest } from "@/lib/execution/mod.ts";
import { patchProofs, POST_SCRIPT_ID, type QcView } from "@/lib/patching/mod.ts";
import { panelData } from "../../changes/(_changes)/panel_data.ts";
import { planOf } from "../(_prep)/plan.ts";
import { loadedChange } from "../(_prep)/prep_page.ts";
import { reachOf } from "../(_prep)/reach.ts";
import { type Reached, step1Request } from "../(_prep)/step_requests.ts";
import { proofPage } from "./proof_page.ts";

/** The page's own path. */
export const POST_PATH = "/aws/linux-qc-patching-post";

/** What comes next on the page. */
export type PostNext = "change" | "sign_in" | "validate" | "run" | "report";

/** What the page shows of a loaded change. */
export interface PostChange {
  readonly change: Change;
  readonly qc: QcView;
  readonly reach: PrepReach;
  readonly plan: PrepPlan;
  readonly proofs: ProofPage;
  /** How many of those that are reached have not passed; `null` before the first validation. */
  readonly openCount: number | null;
}

/** All that the page shows. */
export interface PostPageData {
  readonly panel: ChangePanelProps;
  readonly loaded: PostChange | null;
  readonly next: PostNext;
  readonly errors: readonly FieldError[];
}

/**
 * Reads what the page shows.
 *
 * @param state The request's.
 * @param page Which servers to show, and what is wrong with a form.
 * @returns The page's data.
 * @throws {AppError} `store_unavailable` or `store_busy` (503), `record_invalid` (500).
 */
export async function postPage(
  state: State,
  { filter, errors = [] }: {
    readonly filter: ProofFilter;
    readonly errors?: readonly FieldError[];
  },
): Promise<PostPageData> {
  const change = await loadedChange(state);
  const loaded = change && await postChange(state, { change, filter });
  const panel = await panelData(state, { next: POST_PATH, isNext: change === null });
  return { panel, loaded, next: nextOf(loaded), errors };
}

async function postChange(
  state: State,
  { change, filter }: { readonly change: Change; readonly filter: ProofFilter },
): Promise<PostChange> {
  const reach = reachOf(state, change);
  const qc = await state.services.patching.qc(change);
  const request = validationRequest({ change, reach });
  const proofs = proofPage(patchProofs(change.instances, qc), filter);
  const plan = await planOf(state, request);
  const openCount = qc.post && openIds({ change, reach }, qc).length;
  return { change, qc, reach, plan, proofs, openCount };
}

/**
 * Makes the request that validates all that is reached.
 *
 * @param reached The change, and what of it is reached.
 * @returns What to start; `null` when nothing is reached.
 */
export function validationRequest(reached: Reached): StartRequest | null {
  const request = step1Request(reached);
  return request && { ...request, scriptId: POST_SCRIPT_ID };
}

/**
 * Lists the servers that are reached and have not passed validation.
 *
 * @param reached The change, and what of it is reached.
 * @param qc How far the change is.
 * @returns Their ids; servers that the script is not for are left out.
 */
export function openIds(reached: Reached, { post }: Pick<QcView, "post">): readonly string[] {
  const request = validationRequest(reached);
  if (!request) return [];
  const passed = new Set<string>(post?.passed.map(({ instanceId }) => instanceId));
  const named = request.instanceIds && new Set(request.instanceIds);
  return reached.change.instances
    .filter(({ instanceId, platform }) =>
      platform === "linux" && !passed.has(instanceId) && (!named || named.has(instanceId))
    )
    .map(({ instanceId }) => instanceId);
}

function nextOf(loaded: PostChange | null): PostNext {
  if (!loaded) return "change";
  const { qc: { post }, reach } = loaded;
  if (post && post.underWay.length > 0) return "run";
  if (post && post.passed.length + post.failed.length > 0) return "report";
  return reach.part === null ? "sign_in" : "validate";
}
