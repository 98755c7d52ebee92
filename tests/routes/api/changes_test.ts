import assert from "node:assert/strict";
import { z } from "zod";
import { type ApplyBuild, buildApplication } from "../../support/test_application.ts";
import { type ApiClient, instancesOf, problemOf, withApi } from "./api_site.ts";

let apply: ApplyBuild;
Deno.test.beforeAll(async () => {
  apply = await buildApplication();
});

const auditRecordSchema = z.object({
  actor: z.string(),
  action: z.string(),
  details: z.record(z.string(), z.unknown()),
});
const NUMBER = "CHG0031001";
const HEADER = "change_number,instance_id,account_id,region,platform,name";
const ROW = "CHG0031001,i-0a1b2c3d4e5f60001,012345678901,us-east-1,linux,web-01";

/** Sends a change file as such. */
function sendCsv(client: ApiClient, line: string, rows: readonly string[]) {
  const headers = { "content-type": "text/csv" };
  return client.send(line, { headers, body: [HEADER, ...rows].join("\n") });
}

Deno.test("a change is made, read by its tag, replaced and deleted", async () => {
  await withApi(apply, async ({ fleet, signedIn }) => {
    const client = await signedIn();
    const instances = instancesOf(fleet, 2);
    const input = { number: NUMBER, description: "Patch the web", instances };
    const made = await client.send("POST /api/changes", { json: input });
    assert.equal(made.status, 201);
    assert.equal(made.headers.get("location"), `/api/changes/${NUMBER}`);
    const read = await client.send(`GET /api/changes/${NUMBER}`);
    const etag = read.headers.get("etag") ?? "";
    assert.match(etag, /^"[^"]+"$/);
    const { instanceCount, instances: stored, ...change } = await read.json();
    assert.deepEqual([change.number, change.description, change.status], [
      NUMBER,
      "Patch the web",
      "open",
    ]);
    assert.deepEqual([instanceCount, stored[0].account], [2, instances[0]?.account]);
    const smaller = { status: "closed", instances: instances.slice(1) };
    const headers = { "if-match": etag };
    const line = `PUT /api/changes/${NUMBER}`;
    const replaced = await client.send(line, { json: smaller, headers });
    assert.deepEqual([replaced.status, (await replaced.json()).instanceCount], [200, 1]);
    const now = replaced.headers.get("etag") ?? "";
    assert.notEqual(now, etag);
    await problemOf(await client.send(line, { json: smaller, headers }), 412);
    const deleted = await client.send(`DELETE /api/changes/${NUMBER}`, {
      headers: { "if-match": now },
    });
    assert.equal(deleted.status, 204);
    const { detail } = await problemOf(await client.send(`GET /api/changes/${NUMBER}`), 404);
    assert.equal(detail, `There is no change "${NUMBER}".`);
  });
});

Deno.test("who made, replaced, deleted or imported a change stands in the audit", async () => {
  await withApi(apply, async ({ app, fleet, signedIn }) => {
    const client = await signedIn();
    const instances = instancesOf(fleet, 2);
    const line = `/api/changes/${NUMBER}`;
    const made = await client.send("POST /api/changes", { json: { number: NUMBER, instances } });
    const replaced = await client.send(`PUT ${line}`, {
      json: { instances: instances.slice(1) },
      headers: { "if-match": made.headers.get("etag") ?? "" },
    });
    await client.send(`DELETE ${line}`, {
      headers: { "if-match": replaced.headers.get("etag") ?? "" },
    });
    for (const query of ["", "?replace=true"]) {
      await sendCsv(client, `POST /api/changes/import${query}`, [ROW]);
    }
    const records = await Array.fromAsync(app.services.store.kv.list({ prefix: ["audit"] }));
    const written = records.map(({ value }) => auditRecordSchema.parse(value))
      .filter(({ action }) => action.startsWith("change"));
    assert.deepEqual(written.map(({ action, details }) => ({ action, ...details })), [
      { action: "change_created", number: NUMBER, instances: 2 },
      { action: "change_replaced", number: NUMBER, instances: 1 },
      { action: "change_deleted", number: NUMBER, instances: 1 },
      { action: "changes_imported", outcome: "created", changes: 1, numbers: NUMBER },
      { action: "changes_imported", outcome: "replaced", changes: 1, numbers: NUMBER },
    ]);
    const { environments } = await (await client.send("GET /api/session")).json();
    for (const { actor } of written) assert.equal(actor, environments.com.arn);
  });
});

Deno.test("a change is written only by the strong tag it was read with", async () => {
  await withApi(apply, async ({ fleet, signedIn }) => {
    const client = await signedIn();
    const json = { number: NUMBER, instances: instancesOf(fleet, 1) };
    await client.send("POST /api/changes", { json });
    for (const line of [`PUT /api/changes/${NUMBER}`, `DELETE /api/changes/${NUMBER}`]) {
      const body = line.startsWith("PUT") ? { json } : {};
      await problemOf(await client.send(line, body), 428);
      const etag = (await client.send(`GET /api/changes/${NUMBER}`)).headers.get("etag");
      for (const tag of ['"stale"', `W/${etag}`, "*", "nonsense", `${etag}, "other"`]) {
        const headers = { "if-match": tag };
        await problemOf(await client.send(line, { ...body, headers }), 412);
      }
    }
    const missing = await client.send("PUT /api/changes/CHG9999999", {
      json: { ...json, number: "CHG9999999" },
      headers: { "if-match": '"any"' },
    });
    await problemOf(missing, 404);
    const other = await client.send("PUT /api/changes/CHG9999999", {
      json,
      headers: { "if-match": '"any"' },
    });
    assert.equal((await problemOf(other, 422)).errors[0].path, "number");
  });
});

Deno.test("a number that exists is a conflict, and a bad change names every fault", async () => {
  await withApi(apply, async ({ fleet, signedIn }) => {
    const client = await signedIn();
    const json = { number: NUMBER, instances: instancesOf(fleet, 1) };
    await client.send("POST /api/changes", { json });
    await problemOf(await client.send("POST /api/changes", { json }), 409);
    const [good] = json.instances;
    const bad = {
      number: "x",
      instances: [{ ...good, account: "1.23E+11" }, { ...good, region: "moon-1" }],
    };
    const { errors } = await problemOf(await client.send("POST /api/changes", { json: bad }), 422);
    assert.deepEqual(errors.map(({ path }: { path: string }) => path), [
      "number",
      "instances.0.account",
      "instances.1.region",
    ]);
  });
});

Deno.test("10,000 servers fit into one body", async () => {
  await withApi(apply, async ({ signedIn }) => {
    const client = await signedIn();
    const instances = Array.from({ length: 10_000 }, (_, index) => ({
      instanceId: `i-${index.toString(16).padStart(17, "0")}`,
      account: "012345678901",
      region: "us-gov-west-1",
      platform: "windows",
      name: `a server with a name of some length ${index}`,
    }));
    const made = await client.send("POST /api/changes", { json: { number: NUMBER, instances } });
    assert.deepEqual([made.status, (await made.json()).instanceCount], [201, 10_000]);
    const more = { number: "CHG0031002", instances: [...instances, instances[0]] };
    const { errors } = await problemOf(await client.send("POST /api/changes", { json: more }), 422);
    assert.equal(errors[0].path, "instances");
  });
});

Deno.test("lists are filtered and paged, and a query that is not understood is refused", async () => {
  await withApi(apply, async ({ fleet, signedIn }) => {
    const client = await signedIn();
    const instances = instancesOf(fleet, 1);
    for (const [index, status] of ["open", "closed", "open"].entries()) {
      const json = { number: `CHG000${index}`, description: `wave ${index}`, status, instances };
      assert.equal((await client.send("POST /api/changes", { json })).status, 201);
    }
    const list = async (query: string) => {
      const { items, nextCursor } = await (await client.send(`GET /api/changes?${query}`)).json();
      return { numbers: items.map(({ number }: { number: string }) => number), nextCursor };
    };
    assert.deepEqual((await list("status=open&q=")).numbers, ["CHG0000", "CHG0002"]);
    assert.deepEqual((await list("q=WAVE%201")).numbers, ["CHG0001"]);
    assert.equal((await list(`account=${instances[0]?.account}`)).numbers.length, 3);
    assert.equal((await list("account=999999999999")).numbers.length, 0);
    const first = await list("limit=2");
    assert.deepEqual(first.numbers, ["CHG0000", "CHG0001"]);
    const second = await list(`limit=2&cursor=${first.nextCursor}`);
    assert.deepEqual(second, { numbers: ["CHG0002"], nextCursor: null });
    const bad = "limit=201&status=done&account=12&sort=up&q=a&q=b";
    const { errors } = await problemOf(await client.send(`GET /api/changes?${bad}`), 422);
    assert.deepEqual(errors.map(({ path }: { path: string }) => path).toSorted(), [
      "",
      "account",
      "limit",
      "q",
      "status",
    ]);
    for (const limit of ["0", "-1", "1.5", "many"]) {
      await problemOf(await client.send(`GET /api/changes?limit=${limit}`), 422);
    }
  });
});

Deno.test("I06: a change file is previewed, as it is or in a form, and nothing is saved", async () => {
  await withApi(apply, async ({ signedIn }) => {
    const client = await signedIn();
    const rows = [ROW, ROW, "CHG0031001,i-0a1b2c3d4e5f60002,1.23457E+11,us-east-1,linux,web-02"];
    const direct = await sendCsv(client, "POST /api/changes/preview", rows);
    const preview = await direct.json();
    assert.deepEqual([direct.status, preview.changes[0].instances.length], [200, 1]);
    assert.deepEqual(preview.duplicates, [{ line: 3, instanceId: "i-0a1b2c3d4e5f60001" }]);
    const [{ line, column, value, message }] = preview.problems;
    assert.deepEqual([line, column, value], [4, "account_id", "1.23457E+11"]);
    assert.match(message, /spreadsheet/);
    const body = new FormData();
    body.set("file", new File([[HEADER, ...rows].join("\n")], "changes.csv"));
    const inForm = await client.send("POST /api/changes/preview", { body });
    assert.deepEqual(await inForm.json(), preview);
    assert.deepEqual((await (await client.send("GET /api/changes")).json()).items, []);
  });
});

Deno.test("a body of another type, or a form without a file, is refused", async () => {
  await withApi(apply, async ({ signedIn }) => {
    const client = await signedIn();
    for (const action of ["preview", "import"]) {
      const line = `POST /api/changes/${action}`;
      await problemOf(await client.send(line, { json: {} }), 415);
      await problemOf(await client.send(line, { body: new URLSearchParams({ file: ROW }) }), 415);
      const body = new FormData();
      body.set("file", ROW);
      assert.equal(
        (await problemOf(await client.send(line, { body }), 422)).errors[0].path,
        "file",
      );
    }
    const headers = { "content-type": "text/plain" };
    for (const line of ["POST /api/changes", "POST /api/changes/compare"]) {
      await problemOf(await client.send(line, { headers, body: "{}" }), 415);
      const json = { "content-type": "application/json" };
      await problemOf(await client.send(line, { headers: json, body: "{" }), 400);
      await problemOf(await client.send(line, { json: [] }), 422);
    }
  });
});

Deno.test("D01 I06: a file over 5 MB is refused, and one of 10,001 rows", async () => {
  await withApi(apply, async ({ signedIn }) => {
    const client = await signedIn();
    const large = Array.from({ length: 100 }, () => "x".repeat(60_000));
    for (const action of ["preview", "import"]) {
      const line = `POST /api/changes/${action}`;
      await problemOf(await sendCsv(client, line, large), 413);
      const rows = Array.from(
        { length: 10_001 },
        (_, index) => ROW.replace("60001", index.toString(16).padStart(5, "0")),
      );
      const { detail } = await problemOf(await sendCsv(client, line, rows), 422);
      assert.match(detail, /10,000 rows/);
    }
  });
});

Deno.test("a file with a problem is imported only without its bad rows, and only on request", async () => {
  await withApi(apply, async ({ signedIn }) => {
    const client = await signedIn();
    const rows = [ROW, "CHG0031002,i-1,12,nowhere,linux,bad"];
    const refused = await problemOf(await sendCsv(client, "POST /api/changes/import", rows), 422);
    assert.deepEqual(
      refused.errors.map(({ line, column }: Record<string, unknown>) => [line, column]),
      [
        [3, "instance_id"],
        [3, "account_id"],
        [3, "region"],
      ],
    );
    assert.equal(refused.errors[0].path, "line 3, instance_id");
    await problemOf(await client.send(`GET /api/changes/${NUMBER}`), 404);
    const line = "POST /api/changes/import?skipInvalid=true";
    const imported = await sendCsv(client, line, rows);
    assert.equal(imported.status, 201);
    assert.deepEqual(await imported.json(), { created: [NUMBER], replaced: [] });
    await problemOf(await sendCsv(client, line, rows.slice(1)), 422);
    await problemOf(await sendCsv(client, line, []), 422);
  });
});

Deno.test("an import replaces a change only on request, and keeps its description", async () => {
  await withApi(apply, async ({ signedIn }) => {
    const client = await signedIn();
    const json = { number: NUMBER, description: "Kept", instances: [] };
    await client.send("POST /api/changes", { json });
    const other = ROW.replace(NUMBER, "CHG0031002");
    const rows = [other, ROW];
    const { detail } = await problemOf(
      await sendCsv(client, "POST /api/changes/import", rows),
      409,
    );
    assert.match(detail, /CHG0031001/);
    await problemOf(await client.send("GET /api/changes/CHG0031002"), 404);
    const replaced = await sendCsv(client, "POST /api/changes/import?replace=true", rows);
    assert.deepEqual(await replaced.json(), { created: ["CHG0031002"], replaced: [NUMBER] });
    const { description, instanceCount } = await (await client.send(`GET /api/changes/${NUMBER}`))
      .json();
    assert.deepEqual([description, instanceCount], ["Kept", 1]);
    await problemOf(await sendCsv(client, "POST /api/changes/import?replace=yes", rows), 422);
  });
});

Deno.test("an upload is compared with the stored change, and with nothing where there is none", async () => {
  await withApi(apply, async ({ fleet, signedIn }) => {
    const client = await signedIn();
    const [first, second] = instancesOf(fleet, 2);
    const json = { number: NUMBER, instances: [first, second] };
    const compare = async (instances: readonly unknown[]) =>
      await (await client.send("POST /api/changes/compare", { json: { ...json, instances } }))
        .json();
    assert.deepEqual((await compare([first])).added, [first?.instanceId]);
    await client.send("POST /api/changes", { json });
    const difference = await compare([{ ...first, name: "renamed" }]);
    assert.deepEqual([difference.added, difference.removed], [[], [second?.instanceId]]);
    assert.equal(difference.changed[0].new.name, "renamed");
    assert.equal(difference.changed[0].old.name, first?.name);
  });
});

Deno.test("connectivity tells the truth of the fleet, for all servers or for those named", async () => {
  await withApi(apply, async ({ fleet, signedIn }) => {
    const client = await signedIn();
    const instances = fleet.instances.map(({ instanceId, account, region }) => ({
      ...{ instanceId, account, region },
    }));
    await client.send("POST /api/changes", { json: { number: NUMBER, instances } });
    const line = `POST /api/changes/${NUMBER}/connectivity`;
    const all = await (await client.send(line)).json();
    const states = new Map<string, string>(
      all.results.map(({ instanceId, state }: Record<string, string>) => [instanceId, state]),
    );
    assert.deepEqual(
      states,
      new Map(fleet.instances.map(({ instanceId, ping }) => [instanceId, ping])),
    );
    const [first] = instances;
    const some = await (await client.send(line, { json: { instanceIds: [first?.instanceId] } }))
      .json();
    assert.deepEqual(some.results.length, 1);
    for (const instanceIds of [[], ["i-00000000000000000"], ["nonsense"]]) {
      await problemOf(await client.send(line, { json: { instanceIds } }), 422);
    }
    await problemOf(await client.send("POST /api/changes/CHG9999999/connectivity"), 404);
    await problemOf(await client.send("POST /api/changes/%3Cb%3E/connectivity"), 404);
    await problemOf(
      await client.send(line, { headers: { "content-type": "text/plain" }, body: "{}" }),
      415,
    );
  });
});

Deno.test("connectivity needs every partition of the servers signed in to", async () => {
  await withApi(apply, async ({ fleet, newClient }) => {
    const client = newClient();
    await client.signIn("com");
    const instances = fleet.instances.map(({ instanceId, account, region }) => ({
      ...{ instanceId, account, region },
    }));
    await client.send("POST /api/changes", { json: { number: NUMBER, instances } });
    const { detail } = await problemOf(
      await client.send(`POST /api/changes/${NUMBER}/connectivity`),
      409,
    );
    assert.match(detail, /GovCloud/);
  });
});

Deno.test("S09: nobody reads or writes changes without a session", async () => {
  await withApi(apply, async ({ newClient }) => {
    const client = newClient();
    for (const line of ["GET /api/changes", `GET /api/changes/${NUMBER}`, "GET /api/scripts"]) {
      await problemOf(await client.send(line), 401);
    }
    await problemOf(await client.send("POST /api/changes", { json: {} }), 403);
  });
});
