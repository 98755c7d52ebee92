import assert from "node:assert/strict";
import { type Simulator, startSimulator } from "@/lib/aws/simulator/mod.ts";
import { type FleetTruth, StandingClock } from "../../lib/aws/simulated_aws.ts";
import {
  type ApplyBuild,
  type TestApplication,
  testApplication,
  type TestApplicationOptions,
} from "../../support/test_application.ts";
import { assertDescribed } from "./described_answer.ts";

/** What goes with a request. */
export interface ApiRequest {
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  readonly body?: BodyInit;
}

/** A program that calls the API, with the cookie and the token of its session. */
export interface ApiClient {
  /** Sends a request; the answer has to be one that the document describes. */
  send(line: string, request?: ApiRequest): Promise<Response>;
  signIn(environment: "com" | "gov"): Promise<void>;
}

/** The application over a simulated AWS. */
export interface ApiSite {
  readonly app: TestApplication;
  readonly clock: StandingClock;
  readonly fleet: FleetTruth;
  newClient(): ApiClient;
  /** A client that is signed in to both environments. */
  signedIn(): Promise<ApiClient>;
}

/** Runs a test against the application over a simulated AWS, and closes both. */
export async function withApi(
  apply: ApplyBuild,
  test: (site: ApiSite) => Promise<void>,
  { env = {} }: Pick<TestApplicationOptions, "env"> = {},
): Promise<void> {
  const clock = new StandingClock();
  const simulator = await startSimulator({ clock });
  try {
    using app = await testApplication(apply, { simulator, clock, env });
    await test(await siteOf(app, { simulator, clock }));
  } finally {
    await simulator.close();
  }
}

async function siteOf(
  app: TestApplication,
  { simulator, clock }: { readonly simulator: Simulator; readonly clock: StandingClock },
): Promise<ApiSite> {
  const fleet: FleetTruth = await (await fetch(`${simulator.url}/_simulator/fleet`)).json();
  const newClient = () => clientOf(app, fleet);
  const signedIn = async () => {
    const client = newClient();
    for (const environment of ["com", "gov"] as const) await client.signIn(environment);
    return client;
  };
  return { app, clock, fleet, newClient, signedIn };
}

function clientOf({ send, services }: TestApplication, { credentials }: FleetTruth): ApiClient {
  let cookie = "";
  let token = "";
  const sendAsSession = async (line: string, request: ApiRequest = {}) => {
    const { json, body = json === undefined ? undefined : JSON.stringify(json) } = request;
    const isSafe = line.startsWith("GET ");
    const headers = {
      ...cookie && { cookie },
      ...!isSafe && { origin: services.config.publicOrigin, "x-csrf-token": token },
      ...json !== undefined && { "content-type": "application/json" },
      ...request.headers,
    };
    const response = await send(line, { headers, ...body !== undefined && { body } });
    const [pair] = response.headers.get("set-cookie")?.split(";") ?? [];
    cookie = pair ?? cookie;
    await assertDescribed(line, response.clone());
    return response;
  };
  const renewToken = async () => {
    token = (await (await sendAsSession("GET /api/session")).json()).csrfToken;
  };
  return {
    send: sendAsSession,
    async signIn(environment) {
      await renewToken();
      const fields = credentials[environment];
      const response = await sendAsSession("POST /api/session/credentials", {
        json: { environment, ...fields },
      });
      assert.equal(response.status, 200, await response.text());
      await renewToken();
    },
  };
}

/** Some servers of the fleet, as a change has them. */
export function instancesOf(fleet: FleetTruth, count: number) {
  return fleet.instances.filter(({ platform }) => platform === "linux").slice(0, count)
    .map(({ instanceId, account, region, name }) => ({ instanceId, account, region, name }));
}

/** Asserts that an answer is a problem of a status, and gives it. */
export async function problemOf(response: Response, status: number) {
  const body = await response.json();
  assert.equal(response.status, status, JSON.stringify(body));
  assert.equal(response.headers.get("content-type"), "application/problem+json");
  return body;
}
