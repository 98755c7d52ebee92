import assert from "node:assert/strict";

/** What a request carries; of `json`, `form` and `body` one alone. */
export interface RecordedRequest {
  readonly json?: unknown;
  readonly form?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer, its body read. */
export interface RecordedAnswer {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

/** A user of an application in another process, who keeps a copy of all that it answers. */
export class RecordingClient {
  /** The cookie as it is sent, `name=value`. */
  cookie = "";
  /** The newest CSRF token. */
  token = "";
  /** Status, headers and body of every answer. */
  readonly answers: string[] = [];
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** Sends a request line such as `POST /api/executions`, as a page of the application would. */
  async send(line: string, { json, form, body, headers }: RecordedRequest = {}) {
    const [method = "", path = ""] = line.split(" ");
    const all = new Headers({
      cookie: this.cookie,
      origin: this.#url,
      ...form ? {} : { "x-csrf-token": this.token },
      ...json === undefined ? {} : { "content-type": "application/json" },
      ...headers,
    });
    const sent = form
      ? new URLSearchParams({ _csrf: this.token, ...form })
      : json === undefined
      ? body ?? null
      : JSON.stringify(json);
    const response = await fetch(this.#url + path, {
      method,
      headers: all,
      body: sent,
      redirect: "manual",
    });
    return await this.#record(response);
  }

  /** Sends a request and insists on its status. */
  async expect(status: number, line: string, request?: RecordedRequest): Promise<RecordedAnswer> {
    const answer = await this.send(line, request);
    assert.equal(answer.status, status, `${line}: ${answer.text.slice(0, 500)}`);
    return answer;
  }

  /** Asks for the session, and with it for a token. */
  async refresh(): Promise<void> {
    const { text } = await this.expect(200, "GET /api/session");
    this.token = JSON.parse(text).csrfToken;
  }

  async #record(response: Response): Promise<RecordedAnswer> {
    const { status, headers } = response;
    const text = await response.text();
    this.answers.push(JSON.stringify([status, ...headers]), text);
    for (const cookie of headers.getSetCookie()) [this.cookie = ""] = cookie.split(";", 1);
    return { status, text, headers };
  }
}
