import assert from "node:assert/strict";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { AwsCredentials } from "@/lib/aws/mod.ts";
import { type Simulator, startSimulator } from "@/lib/aws/simulator/mod.ts";
import { type Checkout, createCheckout, productionEnv } from "../support/checkout.ts";
import { type Canary, encodedLeak, LEAK_ENCODINGS, leaksIn } from "../support/leaks.ts";
import { freePort } from "../support/process.ts";
import { HIGH_RATE_LIMITS } from "../support/rate_limits.ts";
import { RecordingClient } from "../support/recording_client.ts";
import type { RunningProcess } from "../support/running_process.ts";

const SIGN_IN = "POST /api/session/credentials";
const CHANGE = "CHG-CANARY";
const OPEN_STORE = ["pcm-ops.kv", "pcm-ops.kv-shm", "pcm-ops.kv-wal"];
const CLOSED_STORE = ["pcm-ops.kv"];
const END_MS = 60_000;
const ASK_EVERY_MS = 50;

let program: Checkout;
Deno.test.beforeAll(async () => {
  program = await createCheckout();
});
Deno.test.afterAll(async () => await program[Symbol.asyncDispose]());

/** Credentials field by field. */
type Keys = Readonly<Record<"accessKeyId" | "secretAccessKey" | "sessionToken", string>>;

function keysOf({ accessKeyId, secretAccessKey, sessionToken }: AwsCredentials): Keys {
  return {
    accessKeyId,
    secretAccessKey: secretAccessKey.reveal(),
    sessionToken: sessionToken?.reveal() ?? "",
  };
}

/** What no pattern of a log knows as a secret, so that only not telling it hides it. */
function malformedKeys(): Keys {
  const random = crypto.randomUUID();
  return {
    accessKeyId: `canary-id-${random}`,
    secretAccessKey: `canary/secret+${random}`,
    sessionToken: `canary/token=${random}`,
  };
}

function blockOf({ accessKeyId, secretAccessKey, sessionToken }: Keys): string {
  return [
    "[default]",
    `aws_access_key_id = ${accessKeyId}`,
    `aws_secret_access_key = ${secretAccessKey}`,
    `aws_session_token = ${sessionToken}`,
  ].join("\n");
}

function canariesOf(keys: Readonly<Record<string, Keys>>): readonly Canary[] {
  return Object.entries(keys).flatMap(([owner, each]) =>
    Object.entries(each).map(([name, value]) => ({ name: `${owner} ${name}`, value }))
  );
}

/** The built application, which tells all it has to tell in its log. */
async function startServer(
  simulator: Simulator,
  secretKey: string,
): Promise<RunningProcess> {
  return await program.start("serve", {
    ...productionEnv(freePort()),
    ...HIGH_RATE_LIMITS,
    SECRET_KEY: secretKey,
    AWS_ENDPOINT_URL: simulator.url,
    ALLOW_AWS_ENDPOINT: "true",
    LINUX_PATCHER_URL: "https://patcher.example.com/LinuxPatcher.sh",
    LOG_LEVEL: "debug",
  });
}

interface FailedSignIns {
  readonly simulator: Simulator;
  readonly com: Keys;
  readonly malformed: Keys;
}

/** Fails to sign in by the page and by the API, in every way there is. */
async function failToSignIn(client: RecordingClient, given: FailedSignIns): Promise<void> {
  const { simulator, com, malformed } = given;
  for (
    const keys of [
      malformed,
      { ...malformed, accessKeyId: com.accessKeyId },
      { ...com, sessionToken: "" },
      { ...com, secretAccessKey: `${com.secretAccessKey}x` },
    ]
  ) await failByForm(client, { status: 422, environment: "com", keys });
  await failByForm(client, { status: 401, environment: "gov", keys: com });
  await withFaults(simulator, { errorRate: 1 }, async () => {
    await failByForm(client, { status: 503, environment: "com", keys: com });
  });
  await failByRequest(client, com);
}

/** Pastes by the page, and sends text and fields to the API. */
async function failByForm(
  client: RecordingClient,
  { status, environment, keys }: {
    readonly status: number;
    readonly environment: string;
    readonly keys: Keys;
  },
): Promise<void> {
  const pasted = { environment, credentials: blockOf(keys) };
  for (const intent of ["sign-in", "test"]) {
    await client.expect(status, "POST /aws", { form: { ...pasted, intent } });
  }
  for (const json of [pasted, { environment, ...keys }]) {
    await client.expect(status, SIGN_IN, { json });
    await client.expect(status, `${SIGN_IN}?dryRun=true`, { json });
  }
}

/** Sends good credentials in requests that are wrong in themselves. */
async function failByRequest(client: RecordingClient, keys: Keys): Promise<void> {
  const good = { environment: "com", ...keys };
  const text = JSON.stringify(good);
  const json = { "content-type": "application/json" };
  await client.expect(422, SIGN_IN, { json: { ...good, credentials: blockOf(keys) } });
  await client.expect(422, SIGN_IN, { json: { ...good, environment: keys.secretAccessKey } });
  await client.expect(422, SIGN_IN, { json: { ...good, secretAccessKey: [keys] } });
  await client.expect(400, SIGN_IN, { headers: json, body: text.slice(1) });
  await client.expect(415, SIGN_IN, { headers: { "content-type": "text/plain" }, body: text });
  await client.expect(403, SIGN_IN, { headers: { ...json, "x-csrf-token": "no" }, body: text });
  await client.expect(405, SIGN_IN.replace("POST", "PUT"), { json: good });
}

async function withFaults(
  { url }: Simulator,
  faults: object,
  act: () => Promise<void>,
): Promise<void> {
  const set = async (body: object) => {
    const init = { method: "POST", body: JSON.stringify(body) };
    await (await fetch(`${url}/_simulator/faults`, init)).body?.cancel();
  };
  await set(faults);
  await act();
  await set({});
}

/** Signs in by the page for COM and by the API for GOV. */
async function signIn(
  client: RecordingClient,
  { com, gov }: { readonly com: Keys; readonly gov: Keys },
): Promise<void> {
  const form = { environment: "com", intent: "sign-in", credentials: blockOf(com) };
  await client.expect(303, "POST /aws", { form });
  await client.refresh();
  await client.expect(200, SIGN_IN, { json: { environment: "gov", ...gov } });
  await client.refresh();
}

/** Works as an operator does, and looks at every page and answer on the way. */
async function work(client: RecordingClient, { url }: Simulator): Promise<void> {
  const { instances } = await (await fetch(`${url}/_simulator/fleet`)).json();
  await client.expect(201, "POST /api/changes", {
    json: { number: CHANGE, instances: instances.map(placeOf) },
  });
  await client.expect(200, "PUT /api/session/change", { json: { number: CHANGE } });
  await client.expect(200, `POST /api/changes/${CHANGE}/connectivity`, { json: {} });
  const batchId = await startStep1(client);
  await ended(client, batchId);
  const run = `/executions/${batchId}`;
  const target = `${run}/targets/${instances[0].instanceId}`;
  const pages = ["/", "/aws", "/aws/tools", "/aws/linux-qc-patching-prep", "/changes"];
  const both = ["/changes", `/changes/${CHANGE}`, "/executions", run, target];
  const answers = [
    ...["/session", "/health", "/ready", `/changes/${CHANGE}/qc`, `${run}/targets`],
    ...["csv", "md", "html"].map((format) =>
      `/changes/${CHANGE}/report?kind=full&format=${format}`
    ),
    ...["csv", "md", "html", "json"].map((format) => `${run}/report?format=${format}`),
  ];
  const paths = [...pages, ...both, ...[...both, ...answers].map((path) => `/api${path}`)];
  for (const path of paths) await client.expect(200, `GET ${path}`);
}

function placeOf({ instanceId, account, region, platform, name }: Record<string, string>) {
  return { instanceId, account, region, platform, name };
}

async function startStep1(client: RecordingClient): Promise<string> {
  const json = {
    scriptId: "linux-qc-prep/step1-initial-qc",
    parameters: { change: CHANGE },
    change: CHANGE,
  };
  const { text } = await client.expect(202, "POST /api/executions", { json });
  return JSON.parse(text).batchId;
}

async function ended(client: RecordingClient, batchId: string): Promise<void> {
  const deadlineMs = performance.now() + END_MS;
  while (performance.now() < deadlineMs) {
    const { text } = await client.expect(200, `GET /api/executions/${batchId}`);
    if (JSON.parse(text).endedAt !== null) return;
    await delay(ASK_EVERY_MS);
  }
  throw new Error(`Expected the batch ${batchId} to end within ${END_MS} ms`);
}

/** Canaries in the files of the store, as they lie on the disk at this moment. */
async function leaksOnDisk(
  canaries: readonly Canary[],
  names: readonly string[],
): Promise<readonly string[]> {
  const data = join(program.root, "data");
  const found = await Array.fromAsync(Deno.readDir(data), ({ name }) => name);
  assert.deepEqual(found.toSorted(), names);
  const leaks = await Promise.all(
    found.map(async (name) =>
      leaksIn(await Deno.readFile(join(data, name)), canaries).map((leak) => `${name}: ${leak}`)
    ),
  );
  return leaks.flat();
}

/** Signs out while a run goes on and AWS has ended all tokens. */
async function leave(client: RecordingClient, simulator: Simulator): Promise<void> {
  await startStep1(client);
  await withFaults(simulator, { expireTokens: true }, async () => {
    await client.expect(200, `POST /api/changes/${CHANGE}/connectivity`, { json: {} });
  });
  await client.expect(204, "DELETE /api/session");
}

const bytesOf = (lines: readonly string[]) => new TextEncoder().encode(lines.join("\n"));

Deno.test("a search for canaries finds them in every encoding, wherever they begin", () => {
  const value = "Ab/c+=9?secret~";
  const canaries = [{ name: "canary", value }];
  for (const encoding of LEAK_ENCODINGS) {
    const leaks = leaksIn(encodedLeak(encoding, value), canaries);
    assert.ok(leaks.includes(`canary, ${encoding}`), encoding);
  }
  for (const before of ["", "1", "12", "123"]) {
    const coded = bytesOf([btoa(`${before}${value} and more`)]);
    assert.ok(leaksIn(coded, canaries).includes("canary, base64"), before);
  }
  assert.deepEqual(leaksIn(bytesOf(["nothing of the kind"]), canaries), []);
});

Deno.test("L01, L02, L03: credentials are in no answer, no log line and no byte of the store, whatever happens", async () => {
  await using stack = new AsyncDisposableStack();
  const seed = crypto.getRandomValues(new Uint32Array(1))[0];
  const simulator = await startSimulator({ seed, speed: 100 });
  stack.defer(() => simulator.close());
  const { com, gov } = simulator.credentials;
  const keys = { com: keysOf(com), gov: keysOf(gov), malformed: malformedKeys() };
  const { SECRET_KEY } = productionEnv(0);
  const canaries = [...canariesOf(keys), { name: "SECRET_KEY", value: SECRET_KEY }];
  await using server = await startServer(simulator, SECRET_KEY);
  const client = new RecordingClient(server.url);
  await client.refresh();
  await failToSignIn(client, { simulator, ...keys });
  await signIn(client, keys);
  const hidden = [
    ...canaries,
    { name: "session id", value: client.cookie.split("=")[1] ?? "" },
    { name: "CSRF token", value: client.token },
  ];
  await work(client, simulator);
  assert.deepEqual(await leaksOnDisk(hidden, OPEN_STORE), []);
  await leave(client, simulator);
  assert.deepEqual(await leaksOnDisk(hidden, OPEN_STORE), []);
  await server.stop();
  assert.deepEqual(await leaksOnDisk(hidden, CLOSED_STORE), []);
  const readable = await leaksOnDisk([{ name: "change", value: CHANGE }], CLOSED_STORE);
  assert.ok(readable.includes("pcm-ops.kv: change, raw"), "what is no secret is found");
  const log = [...server.stdout, ...server.stderr];
  assert.ok(log.some((line) => line.includes('"level":"DEBUG"')), "it told all it had");
  assert.ok(log.some((line) => line.includes("sign_in_failed")));
  assert.deepEqual(leaksIn(bytesOf(log), hidden), []);
  assert.deepEqual(leaksIn(bytesOf(client.answers), canaries), []);
});
