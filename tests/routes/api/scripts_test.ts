import assert from "node:assert/strict";
import { type ApplyBuild, buildApplication } from "../../support/test_application.ts";
import { problemOf, withApi } from "./api_site.ts";

let apply: ApplyBuild;
Deno.test.beforeAll(async () => {
  apply = await buildApplication();
});

Deno.test("scripts are listed with the JSON Schema of their parameters, page by page", async () => {
  await withApi(apply, async ({ app, signedIn }) => {
    const client = await signedIn();
    const ids: string[] = [];
    let cursor = "";
    do {
      const line = `GET /api/scripts?limit=1&cursor=${cursor}`;
      const { items, nextCursor } = await (await client.send(line)).json();
      assert.equal(items.length, 1);
      assert.equal("content" in items[0], false);
      assert.equal(items[0].parameters.type, "object");
      ids.push(items[0].id);
      cursor = nextCursor;
    } while (cursor);
    assert.deepEqual(ids, [...app.services.scripts.keys()]);
  });
});

Deno.test("I04: a script shows its content, and its slash may be coded", async () => {
  await withApi(apply, async ({ app, signedIn }) => {
    const client = await signedIn();
    const probe = app.services.scripts.get("linux/probe");
    for (const id of ["linux/probe", "linux%2Fprobe", "linux%2fprobe"]) {
      const { content, version } = await (await client.send(`GET /api/scripts/${id}`)).json();
      assert.deepEqual([content, version], [probe?.content, probe?.version]);
    }
  });
});

Deno.test("I07: a script that is not in the catalog is named, and no path leads out of it", async () => {
  await withApi(apply, async ({ signedIn }) => {
    const client = await signedIn();
    for (const id of ["linux/none", "none", "linux%2F..%2F..%2Fdeno.json", "linux/probe/more"]) {
      const { detail } = await problemOf(await client.send(`GET /api/scripts/${id}`), 404);
      assert.match(detail, /^There is no script "/);
    }
  });
});
