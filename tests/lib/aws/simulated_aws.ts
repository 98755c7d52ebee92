import { type AccountId, type Clock, isInstanceId, type Region } from "@/lib/base/mod.ts";
import { type AwsClients, type AwsClientsOptions, createAwsClients } from "@/lib/aws/mod.ts";
import { type Simulator, type SimulatorOptions, startSimulator } from "@/lib/aws/simulator/mod.ts";

/** A clock that stands until it is moved. It begins at the true time, by which requests are signed. */
export class StandingClock implements Clock {
  #nowMs = Date.now();

  now(): number {
    return this.#nowMs;
  }

  monotonic(): number {
    return this.#nowMs;
  }

  /** Lets seconds pass. */
  pass(seconds: number): void {
    this.#nowMs += seconds * 1_000;
  }
}

/** The truth that the simulator tells tests. */
export interface FleetTruth {
  readonly credentials: Record<"com" | "gov", Record<string, string>>;
  readonly accounts: readonly { readonly id: AccountId; readonly partition: string }[];
  readonly instances: readonly {
    readonly instanceId: string;
    readonly account: AccountId;
    readonly region: Region;
    readonly partition: string;
    readonly platform: string;
    readonly name: string;
    readonly ping: string;
    readonly qc: {
      readonly passes: boolean;
      readonly currentKernel: string;
      readonly availableKernels: readonly string[];
    } | null;
    readonly post: { readonly passes: boolean; readonly reasons: readonly string[] } | null;
  }[];
}

/** A simulator with a standing clock, and the real SDK clients speaking to it. */
export interface SimulatedAws {
  readonly clock: StandingClock;
  readonly simulator: Simulator;
  readonly aws: AwsClients;
  /** Calls one of the control endpoints. */
  control<T>(path: string, body?: object): Promise<T>;
}

/** Runs a test against a simulated AWS and closes it. */
export function withSimulatedAws(
  test: (simulated: SimulatedAws) => Promise<void>,
  options: {
    readonly simulator?: SimulatorOptions;
    readonly clients?: AwsClientsOptions;
  } = {},
): () => Promise<void> {
  return async () => {
    const clock = new StandingClock();
    const simulator = await startSimulator({ clock, ...options.simulator });
    const aws = createAwsClients({ endpointUrl: simulator.url, ...options.clients });
    try {
      await test({ clock, simulator, aws, control: controlOf(simulator.url) });
    } finally {
      aws.close();
      await simulator.close();
    }
  };
}

function controlOf(url: string): SimulatedAws["control"] {
  return async (path, body) => {
    const init = body ? { method: "POST", body: JSON.stringify(body) } : {};
    const response = await fetch(`${url}/_simulator/${path}`, init);
    if (!response.ok) throw new Error(`${path} answered ${response.status}`);
    return await response.json();
  };
}

/** An instance id of a literal. */
export function instanceId(text: string) {
  if (!isInstanceId(text)) throw new Error(`Expected an instance id, not ${text}`);
  return text;
}

/** The first web server of the sample change. */
export const WEB_01 = instanceId("i-0a1b2c3d4e5f60001");
/** The second. */
export const WEB_02 = instanceId("i-0a1b2c3d4e5f60002");

/** A shell command, with what a caller need not say. */
export function shellCommand(
  commands: string,
  { instanceIds = [WEB_01], ...rest }: {
    readonly instanceIds?: readonly ReturnType<typeof instanceId>[];
    readonly comment?: string;
    readonly maxConcurrency?: string;
    readonly maxErrors?: string;
    readonly executionTimeout?: string;
  } = {},
) {
  const { executionTimeout = "3600", ...limits } = rest;
  return {
    documentName: "AWS-RunShellScript",
    instanceIds,
    parameters: { commands: commands.split("\n"), executionTimeout: [executionTimeout] },
    comment: "test",
    deliveryTimeoutSeconds: 600,
    maxConcurrency: "50",
    maxErrors: "100%",
    ...limits,
  };
}
