/**
 * What the contract tests of Fresh share: requests without a server, and records of what ran.
 */
import { mock } from "node:test";
import type { App, Middleware } from "fresh";

/**
 * Sends a request line such as "POST /a" to an app, without a server.
 *
 * @param line Method and path; the host is `http://localhost`.
 */
export function send<State>(app: App<State>, line: string, init?: RequestInit): Promise<Response> {
  const [method = "GET", path = "/"] = line.split(" ");
  return app.handler()(new Request(`http://localhost${path}`, { ...init, method }));
}

/** Status and body of the answer to a request line, e.g. "405 Method Not Allowed". */
export async function reply<State>(app: App<State>, line: string): Promise<string> {
  const response = await send(app, line);
  return `${response.status} ${await response.text()}`;
}

/** What a page consists of between `<body>` and `</body>`. */
export async function bodyOf(response: Response): Promise<string | undefined> {
  return (await response.text()).match(/<body>(.*)<\/body>/s)?.[1];
}

/** A list of names, and middleware that adds its name and goes on. */
export function createTrace() {
  const names: string[] = [];
  const mark = (name: string): Middleware<unknown> => (ctx) => {
    names.push(name);
    return ctx.next();
  };
  /** The names added since the last call, separated by blanks. */
  const take = (): string => names.splice(0).join(" ");
  return { mark, take };
}

/** Keeps what is logged as an error off the console, and counts it, until it is disposed of. */
export function captureErrors() {
  const { mock: calls } = mock.method(console, "error", () => {});
  return {
    count: () => calls.callCount(),
    [Symbol.dispose]: () => calls.restore(),
  };
}
