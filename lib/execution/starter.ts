import type { Session } from "@/lib/credentials/mod.ts";
import { type Access, accessOf, actorOf, actorsOf } from "./access.ts";
import { createBatch, type Overtaken } from "./create_batch.ts";
import type { ExecutionAudit } from "./execution_audit.ts";
import type { ExecutionsOptions } from "./executions_options.ts";
import type { Batch } from "./model.ts";
import { readBatch } from "./overview.ts";
import { skipReasonOf } from "./plan.ts";
import { type PlanResult, planView } from "./plan_view.ts";
import { prepare, type Prepared } from "./prepare.ts";
import { type Creation, findCreation, requestHash, type RequestKey } from "./remembered.ts";
import {
  parseRequest,
  type RetryRequest,
  retryRequestSchema,
  type StartRequest,
  startRequestSchema,
} from "./requests.ts";
import { type Choice, chooseRetry } from "./retry.ts";
import type { ExecutionRefusal, StartedView } from "./view.ts";

/** A batch that was started or changed, or why nothing was. */
export type StartResult = ({ readonly kind: "started" } & StartedView) | ExecutionRefusal;

/** A request that may come twice, before it is known whose batch it makes. */
type SessionKey = Omit<RequestKey, "actor">;

/** Makes batches of requests, after everything is checked. */
export class Starter {
  readonly #options: ExecutionsOptions;
  readonly #audit: ExecutionAudit;

  /**
   * Makes nothing yet.
   *
   * @param options What executions work with.
   * @param audit Who did what.
   */
  constructor(options: ExecutionsOptions, audit: ExecutionAudit) {
    this.#options = options;
    this.#audit = audit;
  }

  /** Does what `Executions.start()` says. */
  async start(session: Session, input: StartRequest): Promise<StartResult> {
    const { idempotencyKey, variants, ...body } = input;
    const parsed = parseRequest(startRequestSchema, body);
    if (parsed.kind !== "parsed") {
      return await this.#audit.refused(session, parsed, { subject: body.scriptId });
    }
    const request = { ...parsed.request, variants };
    const sessionKey = sessionKeyOf(idempotencyKey, request);
    const choice = { kind: "chosen", request, left: [], retryOf: null } as const;
    return await this.#make(session, { sessionKey, choose: () => choice });
  }

  /** Does what `Executions.retry()` says. */
  async retry(session: Session, batchId: string, input: RetryRequest): Promise<StartResult> {
    const { idempotencyKey, ...body } = input;
    const parsed = parseRequest(retryRequestSchema, body);
    if (parsed.kind !== "parsed") {
      return await this.#audit.refused(session, parsed, { subject: batchId });
    }
    const { request } = parsed;
    const sessionKey = sessionKeyOf(idempotencyKey, { retryOf: batchId, ...request });
    const choose = async () => {
      const batch = await readBatch(this.#options.store, batchId);
      if (!batch) return { kind: "unknown_batch", batchId } as const;
      const choice = await chooseRetry(this.#options, { batch, ...request });
      return choice.kind === "chosen"
        ? choice
        : await this.#audit.refused(session, choice, { subject: batchId });
    };
    return await this.#make(session, { sessionKey, choose });
  }

  /** Does what `Executions.plan()` says. */
  async plan(session: Session, input: StartRequest): Promise<PlanResult> {
    const { idempotencyKey: _, variants, ...body } = input;
    const parsed = parseRequest(startRequestSchema, body);
    if (parsed.kind !== "parsed") return parsed;
    const prepared = await prepare({ ...parsed.request, variants }, this.#options);
    if (prepared.kind !== "prepared") return prepared;
    const access = await this.#access(session, prepared);
    return access.kind === "held" ? planView(prepared, this.#options.clock.now()) : access;
  }

  /** Does what `Executions.isKeyUsed()` says. */
  async isKeyUsed(session: Session, key: string): Promise<boolean> {
    // No request has this hash: a key that is known is found all the same, as reused.
    return await this.#earlier(session, { key, hash: "" }) !== null;
  }

  async #make(
    session: Session,
    { sessionKey, choose }: {
      readonly sessionKey: SessionKey | null;
      readonly choose: () => Choice | Promise<Choice | ExecutionRefusal>;
    },
  ): Promise<StartResult> {
    for (;;) {
      const choice = await choose();
      // Only now: what the choice has found retried already may be by this very request.
      const earlier = await this.#earlier(session, sessionKey);
      if (earlier) return resultOf(earlier);
      if (choice.kind !== "chosen") return choice;
      const created = await this.#create(session, { ...choice, sessionKey });
      if (created.kind !== "overtaken") return created;
    }
  }

  async #create(
    session: Session,
    { request, left, retryOf, sessionKey }: Choice & { readonly sessionKey: SessionKey | null },
  ): Promise<StartResult | Overtaken> {
    const found = await prepare(request, this.#options);
    if (found.kind !== "prepared") {
      const subject = request.change ?? request.scriptId;
      return await this.#audit.refused(session, found, { subject });
    }
    const prepared = { ...found, targets: [...found.targets, ...left] };
    const access = await this.#access(session, prepared, retryOf?.accounts);
    if (access.kind !== "held") {
      return await this.#audit.refused(session, access, { subject: request.scriptId });
    }
    const actor = actorOf(session, [...access.held.keys()]);
    const requestKey = sessionKey && { ...sessionKey, actor };
    const creating = { prepared, session, access, actor, requestKey, retryOf };
    const creation = await createBatch(this.#options, creating);
    if (creation.kind === "overtaken") return creation;
    if (creation.kind === "started" && creation.isNew) {
      await this.#audit.started(creating, creation.started);
    }
    return resultOf(creation);
  }

  /** The batch tells whose key it is; a session may have signed in elsewhere since. */
  async #earlier(session: Session, sessionKey: SessionKey | null): Promise<Creation | null> {
    const { store, clock } = this.#options;
    if (sessionKey === null) return null;
    for (const actor of actorsOf(session)) {
      const requestKey = { ...sessionKey, actor };
      const earlier = await findCreation(store, { requestKey, nowMs: clock.now() });
      if (earlier) return earlier;
    }
    return null;
  }

  /** Credentials are needed where something is to be sent. */
  #access(
    session: Session,
    { targets, script: { platform } }: Prepared,
    accounts: Batch["accounts"] = {},
  ): Promise<Access | ExecutionRefusal> {
    const sent = targets.filter((target) => skipReasonOf(target, platform) === "");
    const partitions = [...new Set(sent.map(({ partition }) => partition))].sort();
    return accessOf(session, { credentials: this.#options.credentials, partitions, accounts });
  }
}

function resultOf(creation: Creation): StartResult {
  return creation.kind === "started" ? { kind: "started", ...creation.started } : creation;
}

function sessionKeyOf(key: string | undefined, content: unknown): SessionKey | null {
  return key === undefined ? null : { key, hash: requestHash(content) };
}
