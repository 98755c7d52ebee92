import { type Context, type Handler, internalsOf } from "./context.ts";
import { HttpError } from "./http_error.ts";
import type { PageView } from "./render/render_page.ts";
import { answer, chain } from "./route.ts";
import type { AnyComponent, LayoutConfig, Middleware, PageProps, Route } from "./types.ts";

/** A page for errors: a function whose response is used as it is, or a route to render. */
export type ErrorPage = Middleware<unknown> | Route<unknown>;

interface Layout {
  readonly component: AnyComponent<PageProps>;
  readonly config: LayoutConfig;
}

/** Pages that all scopes of an application share; the last registration counts. */
interface SharedPages {
  wrapper: AnyComponent<PageProps> | null;
  notFound: ErrorPage | null;
}

/** A node of the tree of pattern segments, with what was registered for it so far. */
export class Scope {
  readonly middlewares: Middleware<unknown>[] = [];
  layout: Layout | null = null;
  errorPage: ErrorPage | null = null;
  readonly #children = new Map<string, Scope>();

  constructor(readonly shared: SharedPages, readonly parent: Scope | null = null) {}

  /** The scope of a path below this one, made when it is missing. */
  at(path: string): Scope {
    return segments(path).reduce<Scope>((scope, segment) => scope.#child(segment), this);
  }

  /** Puts around a handler all that applies here at this moment; later registrations do not. */
  wrap(handler: Handler, { innermost = true } = {}): Handler {
    const empty = this.middlewares.length === 0 && !this.layout && !this.errorPage;
    const wrapped = empty && !innermost && this.parent ? handler : this.#enter(handler);
    return this.parent ? this.parent.wrap(wrapped, { innermost: false }) : wrapped;
  }

  #enter(handler: Handler): Handler {
    const { errorPage, shared } = this;
    const view = this.#view();
    const inner = chain([...this.middlewares], handler);
    return async (ctx) => {
      const internals = internalsOf(ctx);
      internals.view = view;
      try {
        return await inner(ctx);
      } catch (error) {
        const isNotFound = error instanceof HttpError && error.status === 404;
        const page = (isNotFound && shared.notFound) || errorPage;
        ctx.error = error;
        if (!page) throw error;
        internals.view = view;
        return await answerError(page, ctx, page === shared.notFound ? 200 : statusOf(error));
      }
    };
  }

  #view(): PageView {
    const outer = this.parent ? this.parent.#view() : { wrapper: this.shared.wrapper, layouts: [] };
    if (!this.layout) return outer;
    const { component, config } = this.layout;
    return {
      wrapper: config.skipAppWrapper ? null : outer.wrapper,
      layouts: [...config.skipInheritedLayouts ? [] : outer.layouts, component],
    };
  }

  #child(segment: string): Scope {
    const known = this.#children.get(segment);
    if (known) return known;
    const child = new Scope(this.shared, this);
    this.#children.set(segment, child);
    return child;
  }
}

/** Optional parts and a trailing slash do not make a scope of their own; `*` alone is the root. */
function segments(path: string): string[] {
  if (path === "*") return [];
  return path.replaceAll(/\{[^}]*\}\??/g, "").split("/").filter((segment) => segment !== "");
}

async function answerError(
  page: ErrorPage,
  ctx: Context<unknown>,
  status: number,
): Promise<Response> {
  if (typeof page !== "function") return await answer(page, ctx, { status });
  const unmatched = () => Promise.reject(ctx.error);
  return await chain([page], unmatched)(ctx);
}

function statusOf(error: unknown): number {
  return error instanceof HttpError ? error.status : 500;
}
