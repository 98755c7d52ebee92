import type { IncomingHttpHeaders } from "node:http";
import { authenticate } from "./authenticate.ts";
import { type BrokenReply, fateOf } from "./faults.ts";
import { isService, PROTOCOLS, type Reply } from "./protocols.ts";
import { refusal, type Service, ServiceError } from "./service_error.ts";
import { parseAuthorization } from "./signature.ts";
import type { Caller, World } from "./world.ts";

/** A request to a service, as it came in. */
export interface AwsRequest {
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
  readonly requestId: string;
  /** A number that no other request has. */
  readonly sequence: number;
  /** The time of the events, in ms since 1970. */
  readonly nowMs: number;
  /** The true time, in ms since 1970. */
  readonly trueNowMs: number;
}

/** A reply, and what becomes of it on its way. */
export interface AwsAnswer {
  readonly reply: Reply;
  readonly latencyMs: number;
  readonly brokenReply?: BrokenReply | undefined;
}

/**
 * Answers a signed request of any of the services, which its credential scope names.
 *
 * @param world The state.
 * @param request The request.
 * @returns The reply and its fate.
 */
export function answerAws(world: World, request: AwsRequest): AwsAnswer {
  const authorization = parseAuthorization(request.headers.authorization);
  if (!authorization || !isService(authorization.service)) {
    const error = new ServiceError("MissingAuthenticationTokenException", { status: 403 });
    return { reply: PROTOCOLS.ssm.failure(error, request.requestId), latencyMs: 0 };
  }
  const { service } = authorization;
  const protocol = PROTOCOLS[service];
  const { name, input } = protocol.read(request.headers, new TextDecoder().decode(request.body));
  const operation = `${service}:${name}`;
  const { sequence, requestId, nowMs } = request;
  world.ledger.count(operation);
  world.timeline.advance(nowMs);
  const fate = fateOf(world.faults, { operation, sequence, random: world.random });
  const answer = { ...fate, latencyMs: fate.latencyMs + (world.options.latencyMs ?? 0) };
  try {
    const caller = authenticate(authorization, { ...request, service, world });
    if (fate.refused) throw refusal(service, { condition: fate.refused });
    admit(world, { operation, service, caller, nowMs });
    const run = Object.hasOwn(protocol.operations, name) ? protocol.operations[name] : undefined;
    if (!run) throw new ServiceError("UnknownOperationException");
    const result = run(input, { world, caller, nowMs });
    return { ...answer, reply: protocol.success(result, { name, id: requestId }) };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return { ...answer, reply: protocol.failure(error, requestId) };
  }
}

function admit(
  world: World,
  { operation, service, caller, nowMs }: {
    readonly operation: string;
    readonly service: Service;
    readonly caller: Caller;
    readonly nowMs: number;
  },
): void {
  const scope = `${caller.account} ${caller.region}`;
  if (!world.buckets.take(operation, { scope, nowMs })) {
    throw refusal(service, { condition: "throttled" });
  }
}
