import { z } from "zod";
import { faultsSchema } from "./faults.ts";
import type { Host } from "./host.ts";
import type { Identity } from "./identities.ts";
import type { Reply } from "./protocols.ts";
import { issueSamples, type World } from "./world.ts";

/** The endpoints beside AWS's own, for tests and people. */
const PREFIX = "/_simulator/";

/**
 * Answers the simulator's own endpoints.
 *
 * @param request Method, path and body.
 * @param options The state, what replaces it by a new one, and the time in ms since 1970.
 * @returns The reply.
 */
export function answerControl(
  { method, path, body }: {
    readonly method: string;
    readonly path: string;
    readonly body: string;
  },
  { world, reset, nowMs }: {
    readonly world: World;
    readonly reset: () => void;
    readonly nowMs: number;
  },
): Reply {
  world.timeline.advance(nowMs);
  switch (`${method} ${path.replace(PREFIX, "")}`) {
    case "GET fleet":
      return json(200, fleetTruth(world));
    case "GET ledger":
      return json(200, world.ledger);
    case "POST faults":
      return setFaults(world, { body, nowMs });
    case "POST reset":
      reset();
      return json(200, {});
    case "POST patch":
      for (const host of world.fleet.hosts.values()) host.patch(nowMs);
      return json(200, {});
    default:
      return json(404, { message: "Expected /_simulator/fleet, ledger, faults, reset or patch" });
  }
}

const jsonTextSchema = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text === "" ? "{}" : text);
  } catch {
    context.addIssue({ code: "custom", message: "Expected JSON" });
    return z.NEVER;
  }
});

function setFaults(
  world: World,
  { body, nowMs }: { readonly body: string; readonly nowMs: number },
): Reply {
  const parsed = jsonTextSchema.pipe(faultsSchema).safeParse(body);
  if (!parsed.success) return json(422, { message: z.prettifyError(parsed.error) });
  world.faults = parsed.data;
  if (parsed.data.expireTokens) {
    world.identities.expireAll();
    world.samples = issueSamples(world, nowMs);
  }
  return json(200, parsed.data);
}

function fleetTruth({ samples, fleet }: World): object {
  return {
    credentials: { com: keysOf(samples.aws), gov: keysOf(samples["aws-us-gov"]) },
    accounts: fleet.accounts,
    instances: [...fleet.hosts.values()].map(hostTruth),
  };
}

/** The keys of a sample session, as an operator would paste them. */
export function keysOf({ accessKeyId, secretAccessKey, sessionToken }: Identity) {
  return { accessKeyId, secretAccessKey, sessionToken };
}

function hostTruth(host: Host): object {
  const { instanceId, account, region, partition, distribution, name, ping } = host.traits;
  const linux = distribution.platform === "linux";
  const { qcReasons, postReasons, sft: { installed, service, tokens } } = host;
  return {
    ...{ instanceId, account, region, partition, name, ping },
    platform: distribution.platform,
    distribution: distribution.name,
    qc: linux
      ? {
        passes: qcReasons.length === 0,
        reasons: qcReasons,
        currentKernel: host.runningKernel,
        availableKernels: host.availableKernels,
      }
      : null,
    post: linux ? { passes: postReasons.length === 0, reasons: postReasons } : null,
    sft: { installed, service, tokens },
  };
}

function json(status: number, value: object): Reply {
  return { status, contentType: "application/json", body: JSON.stringify(value) };
}
