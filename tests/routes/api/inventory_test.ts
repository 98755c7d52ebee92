import assert from "node:assert/strict";
import { type ApplyBuild, buildApplication } from "../../support/test_application.ts";
import { problemOf, withApi } from "./api_site.ts";

let apply: ApplyBuild;
Deno.test.beforeAll(async () => {
  apply = await buildApplication();
});

Deno.test("accounts and servers are listed by the session's credentials, page by page", async () => {
  await withApi(apply, async ({ fleet, signedIn }) => {
    const client = await signedIn();
    const accounts = await (await client.send("GET /api/accounts?environment=com")).json();
    assert.equal(
      accounts.items.length,
      fleet.accounts.filter(({ partition }) => partition === "aws").length,
    );
    const [{ id: account }] = accounts.items;
    const own = fleet.instances.filter((each) => each.account === account);
    const line = `GET /api/instances?environment=com&account=${account}&limit=3`;
    let list = await (await client.send(line)).json();
    while (!list.complete) list = await (await client.send(line)).json();
    assert.deepEqual([list.items.length, list.matching], [3, own.length]);
    const next = await (await client.send(`${line}&cursor=${list.nextCursor}`)).json();
    assert.notEqual(next.items[0].instanceId, list.items[0].instanceId);
    const [{ region, instanceId }] = list.items;
    const one = await client.send(`GET /api/instances/${account}/${region}/${instanceId}`);
    assert.deepEqual(await one.json(), list.items[0]);
  });
});

Deno.test("a server that is not there, and a place that is none, are named", async () => {
  await withApi(apply, async ({ signedIn }) => {
    const client = await signedIn();
    for (const place of ["111122223333/us-east-1", "111122223333/moon-1", "1/us-east-1"]) {
      const path = `/api/instances/${place}/i-0123456789abcdef0`;
      const { detail } = await problemOf(await client.send(`GET ${path}`), 404);
      assert.match(detail, /i-0123456789abcdef0/);
    }
    const { errors } = await problemOf(await client.send("GET /api/instances"), 422);
    assert.equal(errors?.[0]?.path, "environment");
  });
});

Deno.test("an environment without credentials is 409, and AWS is not asked", async () => {
  await withApi(apply, async ({ newClient }) => {
    const client = newClient();
    await client.signIn("com");
    for (const path of ["accounts", "instances"]) {
      const { detail } = await problemOf(
        await client.send(`GET /api/${path}?environment=gov`),
        409,
      );
      assert.match(detail, /GovCloud/);
    }
  });
});
