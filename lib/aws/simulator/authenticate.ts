import type { IncomingHttpHeaders } from "node:http";
import { isRegion, MINUTE_MS, partitionOf } from "@/lib/base/mod.ts";
import { refusal, type Service } from "./service_error.ts";
import { type Authorization, isSignedBy, signedAtMs } from "./signature.ts";
import type { Caller, World } from "./world.ts";

/** How far a request's time may be off (AWS IAM user guide, "Signature Version 4"). */
const CLOCK_WINDOW_MS = 5 * MINUTE_MS;

/**
 * Finds out who signed a request, as strictly as AWS.
 *
 * @param authorization The parts of its `authorization` header.
 * @param options The service that refuses, the request, the state, and two times in ms since 1970:
 *   that of the events, and the true one by which requests are signed.
 * @returns Who calls, and in which region.
 * @throws {ServiceError} In the words of the service: unknown key, expired, bad signature, skew.
 */
export function authenticate(
  authorization: Authorization,
  { service, headers, body, world, nowMs, trueNowMs }: {
    readonly service: Service;
    readonly headers: IncomingHttpHeaders;
    readonly body: Uint8Array;
    readonly world: World;
    readonly nowMs: number;
    readonly trueNowMs: number;
  },
): Caller {
  const { accessKeyId, region, date } = authorization;
  const identity = world.identities.find(accessKeyId);
  if (!identity || headers["x-amz-security-token"] !== identity.sessionToken) {
    throw refusal(service, { condition: "unknown_key" });
  }
  const { secretAccessKey, account, partition, expiresAtMs } = identity;
  const signedAt = String(headers["x-amz-date"]);
  const covers = ["host", "x-amz-date", "x-amz-security-token"]
    .every((name) => authorization.signedHeaders.includes(name));
  if (
    !covers || !signedAt.startsWith(date) ||
    !isSignedBy(authorization, { headers, body, secretAccessKey })
  ) {
    throw refusal(service, { condition: "bad_signature" });
  }
  if (!(Math.abs(signedAtMs(signedAt) - trueNowMs) <= CLOCK_WINDOW_MS)) {
    throw refusal(service, { condition: "clock_skew" });
  }
  if (!isRegion(region) || partitionOf(region) !== partition) {
    throw refusal(service, { condition: "unknown_key" });
  }
  if (expiresAtMs <= nowMs) throw refusal(service, { condition: "expired" });
  return { identity, account, partition, region };
}
