import assert from "node:assert/strict";
import { AuditLog } from "@/lib/audit/mod.ts";
import type { AwsClients, AwsClientsOptions } from "@/lib/aws/mod.ts";
import type { SimulatorOptions } from "@/lib/aws/simulator/mod.ts";
import {
  HOUR_MS,
  parseChangeNumber,
  parsedOrThrow,
  type Partition,
  PARTITIONS,
} from "@/lib/base/mod.ts";
import { ChangeRepository, parseChangeInput } from "@/lib/changes/mod.ts";
import {
  BatchCredentials,
  Credentials,
  parseCredentials,
  Roles,
  type Session,
} from "@/lib/credentials/mod.ts";
import {
  type BatchView,
  Executions,
  type ExecutionsOptions,
  hasEnded,
  type StartResult,
  type TargetView,
} from "@/lib/execution/mod.ts";
import { createLogger } from "@/lib/observability/mod.ts";
import {
  createScriptCatalog,
  type Script,
  type ScriptCatalog,
  scriptVersion,
} from "@/lib/scripts/mod.ts";
import type { Store } from "@/lib/store/mod.ts";
import { type FleetTruth, type SimulatedAws, withSimulatedAws } from "../aws/simulated_aws.ts";
import { newKeyRing } from "../security/test_keys.ts";
import { newSessions } from "../sessions/test_sessions.ts";
import { withStore } from "../store/memory_store.ts";

/** What the simulator says has happened. */
export interface LedgerTruth {
  readonly calls: Readonly<Record<string, number>>;
  readonly sends: readonly {
    readonly commandId: string;
    readonly account: string;
    readonly region: string;
    readonly instanceIds: readonly string[];
    readonly comment: string;
  }[];
  readonly runs: readonly {
    readonly instanceId: string;
    readonly runToken: string | null;
    readonly refusedAsDuplicate: boolean;
  }[];
}

/** One server, as a request names it. */
export type Instance = FleetTruth["instances"][number];

/** Executions over a simulated AWS, a store of their own and an operator who is signed in. */
export interface SimulatedExecutions extends SimulatedAws {
  readonly store: Store;
  readonly executions: Executions;
  readonly credentials: Credentials;
  readonly audit: AuditLog;
  readonly changes: ChangeRepository;
  readonly session: Session;
  readonly fleet: FleetTruth;
  /** The lines that were logged. */
  readonly log: readonly string[];
  /** Another process on the same store. */
  another(options?: Partial<ExecutionsOptions>): Executions;
  /** Signs in with the simulator's sample credentials of today. */
  signIn(partitions?: readonly Partition[], lifeMs?: number): Promise<Session>;
  /** Stores a change with these servers. */
  createChange(number: string, instances: readonly Instance[]): Promise<string>;
  /** Advances a batch until it has ended or `seconds` have passed. */
  run(batchId: string, options?: RunOptions): Promise<BatchView>;
  /** All targets of a batch. */
  targets(batchId: string): Promise<readonly TargetView[]>;
  ledger(): Promise<LedgerTruth>;
}

/** How a batch is carried on. */
export interface RunOptions {
  readonly by?: Executions;
  readonly seconds?: number;
  readonly stepSeconds?: number;
}

/** A script that the simulated hosts know and that fails where nothing is staged. */
const FINAL_REPORT = "linux-qc-prep/step3-final-report";

/** The catalog, and a script that fails. */
export function catalogWithFailure(): ScriptCatalog {
  const catalog = createScriptCatalog();
  const step1 = catalog.get("linux-qc-prep/step1-initial-qc");
  assert.ok(step1);
  const content = step1.content.replace(step1.id, FINAL_REPORT);
  const failing: Script = { ...step1, id: FINAL_REPORT, settings: {}, content };
  return new Map([...catalog, [FINAL_REPORT, withVersion(failing)]]);
}

function withVersion(script: Script): Script {
  return { ...script, version: scriptVersion(script.content) };
}

/** Runs a test against executions over a simulated AWS. */
export function withExecutions(
  test: (setting: SimulatedExecutions) => Promise<void>,
  options: {
    readonly simulator?: SimulatorOptions;
    readonly clients?: AwsClientsOptions;
    readonly executions?: Partial<ExecutionsOptions>;
  } = {},
): () => Promise<void> {
  return withSimulatedAws(
    (simulated) =>
      withStore(async (store) => await test(await setUp(simulated, store, options.executions))),
    { simulator: options.simulator ?? {}, clients: options.clients ?? {} },
  );
}

async function setUp(
  simulated: SimulatedAws,
  store: Store,
  extra: Partial<ExecutionsOptions> = {},
): Promise<SimulatedExecutions> {
  const { aws, clock, control } = simulated;
  const ring = await newKeyRing();
  const { sessions } = await newSessions(store, { ring, clock });
  const roles = new Roles({ aws, clock, roleName: "OrganizationAccountAccessRole" });
  const batchCredentials = new BatchCredentials({ store, ring, clock });
  const credentials = new Credentials({
    ...{ store, sessions, aws, roles, batchCredentials, clock },
    ttlMs: HOUR_MS,
    allowedAccounts: "*",
    isAllowListEnforced: true,
  });
  const audit = new AuditLog({ store, ring, clock });
  const changes = new ChangeRepository(store, clock);
  const log: string[] = [];
  const logger = createLogger({ level: "info", format: "json", write: (line) => log.push(line) });
  const another = (options: Partial<ExecutionsOptions> = {}) =>
    new Executions({
      ...{ store, aws, credentials, roles, batchCredentials, changes, audit, clock, logger },
      scripts: catalogWithFailure(),
      settings: { LINUX_PATCHER_URL: "https://patcher.example/patcher.sh" },
      ...extra,
      ...options,
    });
  const executions = another();
  const signIn = async (partitions: readonly Partition[] = PARTITIONS, lifeMs = HOUR_MS) => {
    const { credentials: samples } = await control<FleetTruth>("fleet");
    let session: Session | null = null;
    for (const partition of partitions) {
      const { accessKeyId, secretAccessKey, sessionToken } =
        samples[partition === "aws" ? "com" : "gov"];
      const text = `${accessKeyId} ${secretAccessKey} ${sessionToken}`;
      const parse = parseCredentials(text, { nowMs: clock.now() });
      assert.ok(parse.kind === "parsed");
      const pasted = { ...parse.pasted, expiresAtMs: clock.now() + lifeMs };
      const result = await credentials.signIn(session, { pasted, partition });
      assert.ok(result.kind === "signed_in");
      session = result.session;
    }
    assert.ok(session);
    return session;
  };
  const setting = {
    ...simulated,
    ...{ store, executions, credentials, audit, changes, log, another, signIn },
    session: await signIn(),
    fleet: await control<FleetTruth>("fleet"),
    createChange: async (number: string, instances: readonly Instance[]) => {
      const parsed = parseChangeInput({ number, instances });
      assert.ok(parsed.ok);
      const result = await changes.create(parsed.value);
      assert.equal(result.kind, "created");
      return parsedOrThrow(parseChangeNumber(number));
    },
    run: async (
      batchId: string,
      { by = executions, seconds = 300, stepSeconds = 2 }: RunOptions = {},
    ) => {
      for (let passed = 0; passed <= seconds; passed += stepSeconds) {
        await by.advance(batchId);
        const view = await by.find(batchId);
        assert.ok(view);
        if (hasEnded(view.state)) return view;
        clock.pass(stepSeconds);
      }
      const view = await by.find(batchId);
      assert.ok(view);
      return view;
    },
    targets: async (batchId: string) => {
      const page = await executions.targets(batchId, { limit: 10_000 });
      assert.ok(page);
      return page.items;
    },
    ledger: () => control<LedgerTruth>("ledger"),
  };
  return setting;
}

/** The batch that a start gave. */
export function started(result: StartResult) {
  assert.equal(result.kind, "started", JSON.stringify(result));
  assert.ok(result.kind === "started");
  return result;
}

/** Servers of the fleet as a request names them. */
export function asTargets(instances: readonly Instance[]) {
  return instances.map(({ instanceId, account, region, platform, name }) => ({
    ...{ instanceId, account, region, name },
    platform: platform === "windows" ? "windows" as const : "linux" as const,
  }));
}

/** Counts how often each value occurs. */
export function tally(values: Iterable<string>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

/** Asserts that no script began twice on a server. */
export function assertRanOnce({ runs }: LedgerTruth): void {
  const began = runs.filter(({ refusedAsDuplicate }) => !refusedAsDuplicate);
  const twice = Object.entries(tally(began.map(({ instanceId }) => instanceId)))
    .filter(([, count]) => count > 1);
  assert.deepEqual(twice, []);
}

/** Asserts that every server of a fleet has the state that a script for Linux comes to on it. */
export function assertTrueStates(fleet: FleetTruth, targets: readonly TargetView[]): void {
  const states = Object.fromEntries(targets.map(({ instanceId, state }) => [instanceId, state]));
  const expected = fleet.instances.map(({ instanceId, platform, ping }) => {
    if (platform === "windows") return [instanceId, "skipped"];
    return [instanceId, ping === "online" ? "success" : "undeliverable"];
  });
  assert.deepEqual(states, Object.fromEntries(expected));
}

/** Gives clients whose Systems Manager is wrapped. */
export function withSsm(
  aws: AwsClients,
  wrap: (ssm: ReturnType<AwsClients["ssm"]>) => Partial<ReturnType<AwsClients["ssm"]>>,
): Pick<AwsClients, "ssm" | "sts"> {
  return {
    sts: (scope) => aws.sts(scope),
    ssm: (scope) => {
      const ssm = aws.ssm(scope);
      return { ...ssm, ...wrap(ssm) };
    },
  };
}
