import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=(\w+)\/(\d{8})\/([\w-]+)\/([\w-]+)\/aws4_request, ?SignedHeaders=([\w;-]+), ?Signature=([0-9a-f]{64})$/;

/** What a request's `authorization` header says. */
export interface Authorization {
  /** Whose key signed. */
  readonly accessKeyId: string;
  /** The day of the credential scope, `20261123`. */
  readonly date: string;
  /** The region of the credential scope. */
  readonly region: string;
  /** The service of the credential scope. */
  readonly service: string;
  /** The headers that the signature covers. */
  readonly signedHeaders: readonly string[];
  /** The signature, in hexadecimal. */
  readonly signature: string;
}

/**
 * Reads an `authorization` header of Signature Version 4.
 *
 * @param header The header's value.
 * @returns Its parts, or nothing when it has another form.
 */
export function parseAuthorization(header = ""): Authorization | undefined {
  const match = header.match(AUTHORIZATION);
  if (!match) return undefined;
  const [, accessKeyId = "", date = "", region = "", service = "", signed = "", signature = ""] =
    match;
  return { accessKeyId, date, region, service, signedHeaders: signed.split(";"), signature };
}

/**
 * Says when a request was signed, by its `x-amz-date` (`20261123T162531Z`).
 *
 * @param header The header's value.
 * @returns The time in ms since 1970, `NaN` when it has another form.
 */
export function signedAtMs(header: string): number {
  return Date.parse(
    header.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"),
  );
}

/**
 * Checks a `POST /` request's signature (AWS IAM user guide, "Create a signed AWS API request").
 *
 * @param authorization The parts of the header.
 * @param request The headers, the body, and the key that must have signed.
 * @returns Whether that key signed these headers and this body.
 */
export function isSignedBy(
  authorization: Authorization,
  { headers, body, secretAccessKey }: {
    readonly headers: IncomingHttpHeaders;
    readonly body: Uint8Array;
    readonly secretAccessKey: string;
  },
): boolean {
  const { date, region, service, signedHeaders, signature } = authorization;
  const canonicalHeaders = signedHeaders.map((name) => `${name}:${valueOf(headers[name])}\n`);
  const canonicalRequest = [
    ...["POST", "/", "", canonicalHeaders.join(""), signedHeaders.join(";")],
    createHash("sha256").update(body).digest("hex"),
  ].join("\n");
  const scope = `${date}/${region}/${service}/aws4_request`;
  const hash = createHash("sha256").update(canonicalRequest).digest("hex");
  const text = ["AWS4-HMAC-SHA256", valueOf(headers["x-amz-date"]), scope, hash].join("\n");
  const key = [date, region, service, "aws4_request"].reduce<Uint8Array>(
    (previous, part) => hmac(previous, part),
    new TextEncoder().encode(`AWS4${secretAccessKey}`),
  );
  return timingSafeEqual(hmac(key, text), Uint8Array.fromHex(signature));
}

function hmac(key: Uint8Array, text: string): Uint8Array {
  return createHmac("sha256", key).update(text).digest();
}

function valueOf(header: string | readonly string[] | undefined): string {
  return [header ?? ""].flat().join(",").trim().replaceAll(/ +/g, " ");
}
