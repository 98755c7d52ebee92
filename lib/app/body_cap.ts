import { AppError, MIB } from "@/lib/base/mod.ts";

/** The largest change file is 5 MB; multipart framing comes on top. */
const MAX_BODY_BYTES = 5 * MIB + MIB / 16;

/**
 * Caps the body of a request. Deno.serve has no limit of its own (denoland/deno#3515), and a body
 * sent in chunks does not tell its length. The error comes where a handler reads the body, so that
 * address, method and session are checked before it, and nothing over the cap is ever buffered.
 *
 * @param request The request as the server received it.
 * @param options The cap in bytes; 5 MB and some framing when not given.
 * @returns The same request when it has no body. Else a copy, without the signal that Deno aborts
 * on every answer, whose body fails with an `AppError` `body_too_large` (413): at once when
 * Content-Length is over the cap, otherwise with the first chunk over it.
 */
export function withCappedBody(
  request: Request,
  { maxBytes = MAX_BODY_BYTES }: { readonly maxBytes?: number } = {},
): Request {
  const { url, method, headers, body } = request;
  if (!body) return request;
  const declaredBytes = Number(headers.get("content-length") ?? 0);
  let bytes = 0;
  const cap = new TransformStream<Uint8Array, Uint8Array>({
    start(controller) {
      if (declaredBytes > maxBytes) controller.error(tooLarge(maxBytes));
    },
    transform(chunk, controller) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) controller.error(tooLarge(maxBytes));
      else controller.enqueue(chunk);
    },
  });
  return new Request(url, { method, headers, body: body.pipeThrough(cap) });
}

function tooLarge(maxBytes: number): AppError {
  return new AppError(`Cannot read a body: expected at most ${maxBytes} bytes`, {
    code: "body_too_large",
    status: 413,
    publicMessage: maxBytes < MAX_BODY_BYTES
      ? "The request is too large for somebody who is not signed in."
      : "The request is larger than 5 MB.",
  });
}
