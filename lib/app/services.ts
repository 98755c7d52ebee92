import { AuditLog } from "@/lib/audit/mod.ts";
import { type AwsClients, type AwsClientsOptions, createAwsClients } from "@/lib/aws/mod.ts";
import { type Clock, systemClock } from "@/lib/base/mod.ts";
import { ChangeDrafts, ChangeRepository } from "@/lib/changes/mod.ts";
import type { Config } from "@/lib/config/mod.ts";
import { BatchCredentials, Credentials, Roles } from "@/lib/credentials/mod.ts";
import { Executions, type ExecutionsOptions } from "@/lib/execution/mod.ts";
import { Connectivity, Inventory } from "@/lib/inventory/mod.ts";
import { createLogger, type Logger } from "@/lib/observability/mod.ts";
import { Patching, qcSummary, STEP1_SCRIPT_ID } from "@/lib/patching/mod.ts";
import { createScriptCatalog, type ScriptCatalog } from "@/lib/scripts/mod.ts";
import { checkCanary, createKeyRing, type KeyRing } from "@/lib/security/mod.ts";
import { Sessions } from "@/lib/sessions/mod.ts";
import { openStore, type Store } from "@/lib/store/mod.ts";
import { auditFlags } from "./audit_flags.ts";
import { enrollmentToken } from "./enrollment_token.ts";
import { createRateLimits, type RateLimits } from "./rate_limits.ts";
import { Readiness } from "./readiness.ts";

/** All that handlers work with; made once a process. */
export interface Services {
  /** What the environment says. */
  readonly config: Config;
  /** Whether AWS is simulated. */
  readonly simulated: boolean;
  /** The time. */
  readonly clock: Clock;
  /** Tells what happens. */
  readonly logger: Logger;
  /** Keeps all state. */
  readonly store: Store;
  /** Whether the process takes work. */
  readonly readiness: Readiness;
  /** The keys derived from SECRET_KEY. */
  readonly ring: KeyRing;
  /** Says when somebody asks too often. */
  readonly limits: RateLimits;
  /** AWS for any credentials and region. */
  readonly aws: AwsClients;
  /** Who did what. */
  readonly audit: AuditLog;
  /** Who is signed in. */
  readonly sessions: Sessions;
  /** Their AWS credentials. */
  readonly credentials: Credentials;
  /** The way into other accounts. */
  readonly roles: Roles;
  /** Credentials that run on without a request. */
  readonly batchCredentials: BatchCredentials;
  /** The changes and their servers. */
  readonly changes: ChangeRepository;
  /** Previews of changes that are not saved yet. */
  readonly drafts: ChangeDrafts;
  /** The approved scripts. */
  readonly scripts: ScriptCatalog;
  /** Whether the servers of a change can be reached. */
  readonly connectivity: Connectivity;
  /** The servers and accounts as AWS lists them. */
  readonly inventory: Inventory;
  /** The batches. */
  readonly executions: Executions;
  /** How far the patching of a change is. */
  readonly patching: Patching;
  /** Closes the connections to AWS, and the store. */
  readonly close: () => void;
}

/** What development and tests replace. */
export interface ServicesOptions {
  /** Whether AWS is simulated; false when not given. */
  readonly simulated?: boolean;
  /** The system's when not given. */
  readonly clock?: Clock;
  /** One that writes as the configuration says, when not given. */
  readonly logger?: Logger;
  /** How AWS is called, beside the endpoint. */
  readonly clients?: Omit<AwsClientsOptions, "endpointUrl">;
  /** What of the engine's pace is not as in production. */
  readonly timings?: NonNullable<ExecutionsOptions["timings"]>;
}

/**
 * Connects the domains with each other and with the outside.
 *
 * @param config What the environment says.
 * @param options What development and tests replace.
 * @returns The services; whoever made them closes them.
 * @throws {AppError} `store_unavailable` (503) when the store cannot be opened, `wrong_secret_key`
 * (503) when SECRET_KEY is not the one that the store's secrets were sealed with.
 */
export async function createServices(
  config: Config,
  options: ServicesOptions = {},
): Promise<Services> {
  const { simulated = false, clock = systemClock, logger = createLogger(config.log) } = options;
  const { clients, timings = {} } = options;
  const store = await openStore(config.kv);
  const ring = await checkedKeyRing(config, store);
  const aws = createAwsClients({ ...clients, endpointUrl: config.aws.endpointUrl });
  const basis = { store, ring, aws, clock, logger };
  const access = accessServices(config, basis);
  await auditFlags({ store, audit: access.audit }, config.flags);
  const work = workServices(config, { ...basis, ...access, timings });
  return {
    ...{ config, simulated, ...basis, ...access, ...work },
    readiness: new Readiness(store, logger),
    limits: createRateLimits(config.rateLimits, clock),
    close() {
      aws.close();
      store.close();
    },
  };
}

/** A store that was sealed with another key is closed again, and nothing written to it. */
async function checkedKeyRing(config: Config, store: Store): Promise<KeyRing> {
  try {
    const { secretKey: current, previousSecretKeys: previous } = config;
    const ring = await createKeyRing({ current, previous });
    await checkCanary(store, ring);
    return ring;
  } catch (error) {
    store.close();
    throw error;
  }
}

type Basis = Pick<Services, "store" | "ring" | "aws" | "clock" | "logger">;

/** Who may do what, and with which credentials. */
function accessServices({ session, aws: limits, flags }: Config, basis: Basis) {
  const sessions = new Sessions({
    ...basis,
    idleMs: session.idleMs,
    maxMs: session.maxMs,
    isIdleEnforced: flags.newAuth,
  });
  const roles = new Roles({ ...basis, roleName: limits.crossAccountRole });
  const batchCredentials = new BatchCredentials(basis);
  const credentials = new Credentials({
    ...basis,
    ...{ sessions, roles, batchCredentials },
    ttlMs: session.credentialTtlMs,
    allowedAccounts: limits.allowedAccounts,
    isAllowListEnforced: flags.newAuth,
  });
  return { audit: new AuditLog(basis), sessions, roles, batchCredentials, credentials };
}

/** What operators work on. */
function workServices(
  config: Config,
  basis: Basis & ReturnType<typeof accessServices> & Pick<Required<ServicesOptions>, "timings">,
) {
  const { store, clock } = basis;
  const changes = new ChangeRepository(store, clock);
  const scripts = createScriptCatalog();
  const settings = {
    LINUX_PATCHER_URL: config.linuxPatcherUrl,
    SFT_ENROLLMENT_TOKEN: enrollmentToken(config.sft, basis.aws),
  };
  const summaries = { [STEP1_SCRIPT_ID]: qcSummary };
  const executions: Executions = new Executions({
    ...{ ...basis, changes, scripts, settings, summaries },
    gate: (run) => patching.gate(run),
  });
  const patching = new Patching({ executions, scripts, clock });
  return {
    changes,
    drafts: new ChangeDrafts(basis),
    scripts,
    connectivity: new Connectivity(basis),
    inventory: new Inventory(basis),
    executions,
    patching,
  };
}
