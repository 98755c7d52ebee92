import type { HandlerByMethod, HandlerFn, Method } from "fresh";
import { AppError } from "@/lib/base/mod.ts";
import type { State } from "./state.ts";

/**
 * Makes one handler of several by method. Fresh answers 404 where a route file lacks a method;
 * here it is 405 with `Allow` (RFC 9110, 15.5.6), and OPTIONS tells what is allowed.
 *
 * @throws {AppError} `method_not_allowed` (405), inside the handler
 */
export function methods<Data>(handlers: HandlerByMethod<Data, State>): HandlerFn<Data, State> {
  const allow = allowed(Object.keys(handlers)).join(", ");
  return (ctx) => {
    const { method } = ctx.req;
    const handler = handlers[method as Method] ?? (method === "HEAD" ? handlers.GET : undefined);
    if (handler && !ctx.state.methodIsUnknown) return handler(ctx);
    if (method === "OPTIONS" && !ctx.state.methodIsUnknown) {
      return new Response(null, { status: 204, headers: { allow } });
    }
    throw new AppError(`Cannot answer ${method} ${ctx.url.pathname}: expected ${allow}`, {
      code: "method_not_allowed",
      status: 405,
      publicMessage: `This address answers ${allow} only.`,
      headers: { allow },
    });
  };
}

function allowed(names: readonly string[]): string[] {
  return [...new Set([...names, ...names.includes("GET") ? ["HEAD"] : [], "OPTIONS"])].sort();
}
