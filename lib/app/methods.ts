import type { HandlerByMethod, HandlerFn } from "fresh";
import { AppError } from "@/lib/base/mod.ts";
import { type Access, passGate } from "./gate.ts";
import type { State } from "./state.ts";

/**
 * Makes one handler of several by method. Fresh answers 404 where a route file lacks a method;
 * here it is 405 with `Allow` (RFC 9110, 15.5.6), and OPTIONS tells what is allowed. A handler runs
 * only once the request has passed the gate: CSRF, session, rate limit (see {@linkcode Access}).
 *
 * @param handlers Handlers by method; GET answers HEAD too.
 * @param access Who may call, and what it counts as; only who is signed in, and `read`, when not
 * given.
 * @returns The handler of the route; it throws `method_not_allowed` (405) for all other methods.
 */
export function methods<Data>(
  handlers: HandlerByMethod<Data, State>,
  access: Access = {},
): HandlerFn<Data, State> {
  const byName = new Map(Object.entries(handlers));
  const allow = allowed([...byName.keys()]);
  return async (ctx) => {
    const { req, state } = ctx;
    if (state.methodIsUnknown) throw methodNotAllowed(allow);
    const handler = byName.get(req.method) ??
      (req.method === "HEAD" ? handlers.GET : undefined);
    if (handler) return await passGate(ctx, access) ?? await handler(ctx);
    if (req.method !== "OPTIONS") throw methodNotAllowed(allow);
    return new Response(null, { status: 204, headers: { allow: allow.join(", ") } });
  };
}

/**
 * Makes the error of an address that answers other methods.
 *
 * @param allow The methods the address answers.
 * @returns `method_not_allowed` (405), with `Allow`.
 */
export function methodNotAllowed(allow: readonly string[]): AppError {
  const expected = allow.join(", ");
  return new AppError(`Cannot answer this method: expected ${expected}`, {
    code: "method_not_allowed",
    status: 405,
    publicMessage: `This address answers ${expected} only.`,
    headers: { allow: expected },
  });
}

function allowed(names: readonly string[]): readonly string[] {
  return [...new Set([...names, ...names.includes("GET") ? ["HEAD"] : [], "OPTIONS"])].sort();
}
