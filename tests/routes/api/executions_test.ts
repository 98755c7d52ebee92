import assert from "node:assert/strict";
import { type ApplyBuild, buildApplication } from "../../support/test_application.ts";
import { type ApiClient, type ApiSite, instancesOf, problemOf, withApi } from "./api_site.ts";

let apply: ApplyBuild;
Deno.test.beforeAll(async () => {
  apply = await buildApplication();
});

const NUMBER = "CHG0031001";
const UNKNOWN = "b-unknown";

/** Servers that answer. */
function online({ fleet }: ApiSite, count: number) {
  const instances = fleet.instances.filter(({ ping }) => ping === "online");
  return instancesOf({ ...fleet, instances }, count);
}

/** Makes a change of some servers that answer, and starts a probe on it. */
async function startProbe(site: ApiSite, client: ApiClient, count = 3) {
  const instances = online(site, count);
  await client.send("POST /api/changes", { json: { number: NUMBER, instances } });
  const json = { scriptId: "linux/probe", change: NUMBER };
  const response = await client.send("POST /api/executions", { json });
  const { batchId, ...started } = await response.json();
  assert.equal(response.status, 202);
  assert.equal(response.headers.get("location"), `/api/executions/${batchId}`);
  return { batchId, started, instances, path: `/api/executions/${batchId}` };
}

/** Carries batches on until this one has ended. */
async function runToEnd({ app, clock }: ApiSite, batchId: string): Promise<void> {
  for (let passed = 0; passed < 300; passed += 2) {
    await app.services.executions.advance(batchId);
    const batch = await app.services.executions.find(batchId);
    if (batch?.endedAt) return;
    clock.pass(2);
  }
  assert.fail(`the batch ${batchId} did not end`);
}

Deno.test("a batch is started on a change, followed to its end, and listed", async () => {
  await withApi(apply, async (site) => {
    const client = await site.signedIn();
    const { batchId, started, instances, path } = await startProbe(site, client);
    assert.equal(started.targets, 3);
    await runToEnd(site, batchId);
    const batch = await (await client.send(`GET ${path}`)).json();
    assert.deepEqual([batch.state, batch.change, batch.counts.success], ["success", NUMBER, 3]);
    const { items } = await (await client.send(`GET /api/executions?change=${NUMBER}`)).json();
    assert.deepEqual(items.map((item: { batchId: string }) => item.batchId), [batchId]);
    for (const filter of ["state=failed", "script=linux/none", "change=CHG9", "actor=nobody"]) {
      const list = await (await client.send(`GET /api/executions?${filter}`)).json();
      assert.deepEqual(list, { items: [], nextCursor: null });
    }
    const targets = await (await client.send(`GET ${path}/targets?limit=2`)).json();
    assert.deepEqual([targets.items.length, targets.matching], [2, 3]);
    const rest = await (await client.send(`GET ${path}/targets?cursor=${targets.nextCursor}`))
      .json();
    assert.deepEqual(
      [...targets.items, ...rest.items].map(({ instanceId }) => instanceId).toSorted(),
      instances.map(({ instanceId }) => instanceId).toSorted(),
    );
    const [first] = instances;
    const found = await (await client.send(`GET ${path}/targets?q=${first?.instanceId}`)).json();
    assert.equal(found.matching, 1);
    const detail = await (await client.send(`GET ${path}/targets/${first?.instanceId}`)).json();
    assert.equal(detail.exitCode, 0);
    assert.notEqual(detail.stdout, "");
  });
});

Deno.test("A06: a batch that has not changed is told in 304 and under 1 kB, with its age", async () => {
  await withApi(apply, async (site) => {
    const client = await site.signedIn();
    const { batchId, path } = await startProbe(site, client);
    const first = await client.send(`GET ${path}`);
    const etag = first.headers.get("etag") ?? "";
    assert.equal(first.headers.get("cache-control"), "private, no-cache");
    for (const known of [etag, `"other", ${etag}`, etag.replace("W/", ""), "*"]) {
      const headers = { "if-none-match": known };
      const same = await client.send(`GET ${path}`, { headers });
      assert.deepEqual([same.status, await same.text()], [304, ""]);
      assert.equal(same.headers.get("cache-control"), "private, no-cache");
      assert.equal(same.headers.get("etag"), etag);
      assert.ok(Date.parse(same.headers.get("x-checked-at") ?? "") > 0);
      assert.ok(JSON.stringify([...same.headers]).length < 1_000);
    }
    await runToEnd(site, batchId);
    const headers = { "if-none-match": etag };
    const changed = await client.send(`GET ${path}`, { headers });
    assert.equal(changed.status, 200);
    assert.equal(changed.headers.get("x-checked-at"), (await changed.json()).checkedAt);
    assert.notEqual(changed.headers.get("etag"), etag);
    await problemOf(await client.send(`GET /api/executions/${UNKNOWN}`, { headers }), 404);
  });
});

Deno.test("I03: a run names servers of its change, or targets, and nothing else", async () => {
  await withApi(apply, async (site) => {
    const client = await site.signedIn();
    const instances = online(site, 2);
    const [inside, outside] = instances;
    await client.send("POST /api/changes", { json: { number: NUMBER, instances: [inside] } });
    const targets = [{ ...inside, platform: "linux" }];
    const base = { scriptId: "linux/probe" };
    const invalid = [
      base,
      { ...base, change: NUMBER, targets },
      { ...base, change: NUMBER, instanceIds: [] },
      { ...base, change: NUMBER, instanceIds: [outside?.instanceId] },
      { ...base, change: NUMBER, script: "rm -rf /" },
      { ...base, change: NUMBER, parameters: { more: "x" } },
      { ...base, change: NUMBER, options: { timeoutSeconds: 59 } },
      { ...base, targets: [{ ...inside, region: "moon-1" }] },
    ];
    for (const json of invalid) {
      const problem = await problemOf(await client.send("POST /api/executions", { json }), 422);
      assert.ok(problem.errors.length > 0, JSON.stringify(json));
    }
    const unknown = [{ scriptId: "linux/none", change: NUMBER }, { ...base, change: "CHG9999999" }];
    for (const json of unknown) {
      const problem = await problemOf(await client.send("POST /api/executions", { json }), 404);
      assert.match(problem.detail, /^There is no (script "linux\/none"|change "CHG9999999")/);
    }
    const { items } = await (await client.send("GET /api/executions")).json();
    assert.deepEqual(items, []);
  });
});

Deno.test("A08: 1, 50, 51 and 10,000 targets make as few commands as can be; none, doubles and more are refused", async () => {
  await withApi(apply, async (site) => {
    const client = await site.signedIn();
    const [first] = online(site, 1);
    const place = { ...first, platform: "linux" };
    const targetsOf = (count: number) =>
      Array.from({ length: count }, (_, n) => (
        { ...place, instanceId: `i-${n.toString(16).padStart(17, "0")}` }
      ));
    const start = (body: Readonly<Record<string, unknown>>) =>
      client.send("POST /api/executions", {
        json: { scriptId: "linux/probe", options: { dryRun: true }, ...body },
      });
    for (const [count, chunks] of [[1, 1], [50, 1], [51, 2], [10_000, 200]] as const) {
      const answer = await start({ targets: targetsOf(count) });
      const plan = await answer.json();
      assert.equal(answer.status, 200, JSON.stringify(plan).slice(0, 500));
      assert.equal(plan.chunks.length, chunks);
      const planned = plan.chunks.flatMap(({ instanceIds }: { instanceIds: string[] }) =>
        instanceIds
      );
      assert.equal(new Set(planned).size, count);
    }
    const refused: readonly Readonly<Record<string, unknown>>[] = [
      { targets: [] },
      { targets: targetsOf(10_001) },
      { targets: [place, place] },
      { targets: [place, { ...place, region: "eu-west-1" }] },
      { targets: [place], parameters: [] },
      { targets: [place], options: { maxConcurrency: "all" } },
      { targets: [place], options: { dryRun: "yes" } },
      { targets: [place], scriptId: "linux/service-status", parameters: { services: 7 } },
    ];
    for (const body of refused) {
      const problem = await problemOf(await start(body), 422);
      assert.ok(problem.errors.length > 0, JSON.stringify(problem));
    }
  });
});

Deno.test("a dry run answers the plan and starts nothing", async () => {
  await withApi(apply, async (site) => {
    const client = await site.signedIn();
    const targets = online(site, 2);
    const json = { scriptId: "linux/probe", targets, options: { dryRun: true } };
    const response = await client.send("POST /api/executions", { json });
    const plan = await response.json();
    assert.equal(response.status, 200);
    assert.deepEqual(
      plan.chunks.flatMap(({ instanceIds }: { instanceIds: string[] }) => instanceIds).toSorted(),
      targets.map(({ instanceId }) => instanceId).toSorted(),
    );
    assert.match(plan.script, /pcm-script: linux\/probe/);
    const { items } = await (await client.send("GET /api/executions")).json();
    assert.deepEqual(items, []);
  });
});

Deno.test("A06: the same Idempotency-Key gives one batch, and another body under it is refused", async () => {
  await withApi(apply, async (site) => {
    const client = await site.signedIn();
    const [first, second] = online(site, 2);
    const headers = { "idempotency-key": "3f0c5f6e" };
    const start = (targets: readonly unknown[]) =>
      client.send("POST /api/executions", {
        json: { scriptId: "linux/probe", targets },
        headers,
      });
    const answers = await Promise.all([start([first]), start([first])]);
    const ids = await Promise.all(answers.map(async (answer) => (await answer.json()).batchId));
    assert.equal(new Set(ids).size, 1);
    await problemOf(await start([second]), 422);
    for (const key of ["", "two words", "k".repeat(201)]) {
      const refused = await client.send("POST /api/executions", {
        json: { scriptId: "linux/probe", targets: [first] },
        headers: { "idempotency-key": key },
      });
      const { errors } = await problemOf(refused, 422);
      assert.equal(errors[0].path, "Idempotency-Key");
    }
  });
});

Deno.test("a batch is cancelled, and what was cancelled is retried as a new batch", async () => {
  await withApi(apply, async (site) => {
    const client = await site.signedIn();
    const { batchId, path } = await startProbe(site, client);
    const cancelled = await client.send(`POST ${path}/cancel`);
    assert.equal(cancelled.status, 202);
    await runToEnd(site, batchId);
    const batch = await (await client.send(`GET ${path}`)).json();
    assert.deepEqual([batch.state, batch.counts.cancelled], ["cancelled", 3]);
    await problemOf(await client.send(`POST ${path}/resume`), 409);
    const headers = { "idempotency-key": "retry-of-it" };
    const retried = await client.send(`POST ${path}/retry`, { json: {}, headers });
    const { batchId: next } = await retried.json();
    assert.notEqual(next, batchId);
    assert.equal(retried.headers.get("location"), `/api/executions/${next}`);
    assert.equal(
      (await (await client.send(`GET /api/executions/${next}`)).json()).retryOf,
      batchId,
    );
    const again = await client.send(`POST ${path}/retry`, { json: {}, headers });
    assert.equal((await again.json()).batchId, next);
    await problemOf(await client.send(`POST ${path}/retry`, { json: { all: true } }), 422);
    await problemOf(await client.send(`POST ${path}/cancel`, { json: { instanceIds: [] } }), 422);
  });
});

Deno.test("A04: a target is retried once from a batch; a second retry is a conflict that names the first", async () => {
  await withApi(apply, async (site) => {
    const client = await site.signedIn();
    const { path } = await startProbe(site, client);
    await client.send(`POST ${path}/cancel`);
    const tabs = await Promise.all(
      [1, 2].map((tab) =>
        client.send(`POST ${path}/retry`, { headers: { "idempotency-key": `tab-${tab}` } })
      ),
    );
    const [won, lost] = tabs.toSorted((a, b) => a.status - b.status);
    assert.ok(won && lost);
    assert.equal(won.status, 202);
    const { batchId: retryId } = await won.json();
    const { detail } = await problemOf(lost, 409);
    assert.match(detail, new RegExp(`3 of these servers were retried before, 3 in .* ${retryId}`));
  });
});

Deno.test("a batch goes on after it is resumed by the same account", async () => {
  await withApi(apply, async (site) => {
    const client = await site.signedIn();
    const { batchId, path } = await startProbe(site, client);
    const resumed = await client.send(`POST ${path}/resume`);
    assert.equal((await resumed.json()).batchId, batchId);
    await runToEnd(site, batchId);
    assert.equal((await (await client.send(`GET ${path}`)).json()).state, "success");
  });
});

Deno.test("a partition that is not signed in to is a conflict, and nothing is sent", async () => {
  await withApi(apply, async (site) => {
    const client = site.newClient();
    await client.signIn("com");
    const targets = instancesOf({
      ...site.fleet,
      instances: site.fleet.instances.filter(({ region }) => region.startsWith("us-gov")),
    }, 1);
    const json = { scriptId: "linux/probe", targets };
    const { detail } = await problemOf(await client.send("POST /api/executions", { json }), 409);
    assert.match(detail, /GovCloud/);
  });
});

Deno.test("what is not there is named: the batch, or its target", async () => {
  await withApi(apply, async (site) => {
    const client = await site.signedIn();
    const { path, batchId } = await startProbe(site, client, 1);
    const lines = [
      `GET /api/executions/${UNKNOWN}`,
      `GET /api/executions/${UNKNOWN}/targets`,
      `GET /api/executions/${UNKNOWN}/targets/i-0a1b2c3d4e5f60001`,
      `POST /api/executions/${UNKNOWN}/cancel`,
      `POST /api/executions/${UNKNOWN}/retry`,
      `POST /api/executions/${UNKNOWN}/resume`,
    ];
    for (const line of lines) {
      const { detail } = await problemOf(await client.send(line), 404);
      assert.ok(detail.includes(`"${UNKNOWN}"`), `${line}: ${detail}`);
    }
    for (const id of ["i-0a1b2c3d4e5f6ffff", "nonsense"]) {
      const { detail } = await problemOf(await client.send(`GET ${path}/targets/${id}`), 404);
      assert.ok(detail.includes(id) && detail.includes(batchId), detail);
    }
    const long = "x".repeat(3_000);
    for (const line of lines.map((each) => each.replace(UNKNOWN, long))) {
      await problemOf(await client.send(line), 404);
    }
    await problemOf(await client.send(`GET ${path}/targets/${long}`), 404);
    await problemOf(await client.send(`GET ${path}/targets?state=running`), 422);
    for (const list of ["/api/executions", `${path}/targets`]) {
      const { errors } = await problemOf(await client.send(`GET ${list}?cursor=junk`), 422);
      assert.equal(errors[0].path, "cursor");
    }
    await problemOf(await client.send("GET /api/executions?state=pending"), 422);
  });
});

Deno.test("C05: a body of another type starts and changes nothing", async () => {
  await withApi(apply, async (site) => {
    const client = await site.signedIn();
    const { path } = await startProbe(site, client, 1);
    const before = await (await client.send(`GET ${path}`)).json();
    for (const line of ["POST /api/executions", `POST ${path}/cancel`, `POST ${path}/retry`]) {
      for (const type of ["text/plain", "application/x-www-form-urlencoded", ""]) {
        const body = new TextEncoder().encode("{}");
        const headers = { ...type && { "content-type": type } };
        await problemOf(await client.send(line, { body, headers }), 415);
      }
    }
    assert.deepEqual(await (await client.send(`GET ${path}`)).json(), before);
  });
});

Deno.test("I13: parameters that are no plain values are refused, however deep", async () => {
  await withApi(apply, async (site) => {
    const client = await site.signedIn();
    let deep: unknown = "x";
    for (let depth = 0; depth < 5_000; depth++) deep = [deep];
    const targets = online(site, 1).map(({ name: _, ...target }) => target);
    const json = { scriptId: "linux/probe", targets, parameters: { a: deep } };
    const headers = { "idempotency-key": "deep" };
    const response = await client.send("POST /api/executions", { json, headers });
    const { errors } = await problemOf(response, 422);
    assert.equal(errors[0].path, "parameters.a");
  });
});
