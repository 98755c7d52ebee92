import assert from "node:assert/strict";
import { z } from "zod";
import type { Simulator } from "@/lib/aws/simulator/mod.ts";
import type { Environment } from "@/lib/base/mod.ts";
import type { TestApplication } from "./test_application.ts";

/** A request's parts; of `json`, `form` and `body` one alone. */
export interface TestRequest {
  /** Sent as `application/json`. */
  readonly json?: unknown;
  /** Sent as a page's form, with the token in it. */
  readonly form?: Readonly<Record<string, string>>;
  readonly body?: BodyInit;
  /** Added to those of a browser; an empty value takes one away. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a browser speaks to: an application in this process, or any server. */
export interface TestServer extends Pick<TestApplication, "send"> {
  readonly services: { readonly config: { readonly publicOrigin: string } };
}

const sessionSchema = z.object({ csrfToken: z.string() });

/** An application's user: keeps the cookie and the CSRF token, and says where it comes from. */
export class TestBrowser {
  /** The cookie as it is sent, `name=value`; empty before the first answer. */
  cookie = "";
  /** The newest CSRF token. */
  token = "";
  readonly #app: TestServer;

  constructor(app: TestServer) {
    this.#app = app;
  }

  /** Where our own pages come from. */
  get origin(): string {
    return this.#app.services.config.publicOrigin;
  }

  /** Sends a request line such as "POST /api/executions", as a page of the application would. */
  async send(line: string, { json, form, body, headers }: TestRequest = {}): Promise<Response> {
    const isSafe = /^(GET|HEAD|OPTIONS) /.test(line);
    const all = new Headers(isSafe ? {} : { origin: this.origin, "sec-fetch-site": "same-origin" });
    if (this.cookie) all.set("cookie", this.cookie);
    if (!isSafe && !form) all.set("x-csrf-token", this.token);
    if (json !== undefined) all.set("content-type", "application/json");
    for (const [name, value] of Object.entries(headers ?? {})) {
      value === "" ? all.delete(name) : all.set(name, value);
    }
    const sent = form
      ? new URLSearchParams({ _csrf: this.token, ...form })
      : json === undefined
      ? body ?? null
      : JSON.stringify(json);
    const answer = await this.#app.send(line, { headers: all, body: sent });
    this.#keepCookie(answer);
    return answer;
  }

  /** Asks for the session, and with it for a token. */
  async refresh(): Promise<this> {
    const answer = await this.send("GET /api/session");
    this.token = sessionSchema.parse(await answer.json()).csrfToken;
    return this;
  }

  #keepCookie(answer: Response): void {
    for (const cookie of answer.headers.getSetCookie()) {
      const [pair = ""] = cookie.split(";", 1);
      this.cookie = pair.endsWith("=") ? "" : pair;
    }
  }
}

/** Somebody who is signed out, with a cookie and a token. */
export async function visitor(
  app: TestServer,
): Promise<TestBrowser> {
  return await new TestBrowser(app).refresh();
}

/** Somebody who has signed in by the API with the simulator's sample credentials. */
export async function signedIn(
  app: TestServer,
  simulator: Pick<Simulator, "credentials">,
  { environments = ["com"] }: { readonly environments?: readonly Environment[] } = {},
): Promise<TestBrowser> {
  const browser = await visitor(app);
  for (const environment of environments) {
    const json = { environment, ...credentialFields(simulator, environment) };
    const answer = await browser.send("POST /api/session/credentials", { json });
    assert.equal(answer.status, 200, await answer.text());
    await browser.refresh();
  }
  return browser;
}

/** The simulator's sample credentials, field by field. */
export function credentialFields(
  { credentials }: Pick<Simulator, "credentials">,
  environment: Environment,
): Readonly<Record<"accessKeyId" | "secretAccessKey" | "sessionToken", string>> {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials[environment];
  return {
    accessKeyId,
    secretAccessKey: secretAccessKey.reveal(),
    sessionToken: sessionToken?.reveal() ?? "",
  };
}
