import assert from "node:assert/strict";
import { type ApplyBuild, buildApplication } from "../support/test_application.ts";
import { linuxHosts, withPrep } from "./aws/prep_site.ts";

let apply: ApplyBuild;
Deno.test.beforeAll(async () => {
  apply = await buildApplication();
});

Deno.test("the home page counts who is online among the servers as the change has them now", async () => {
  await withPrep(apply, async (site) => {
    const [first, second] = linuxHosts(site, { count: 2 });
    assert.ok(first && second);
    const visitor = await site.visit({ instances: [first, second] });
    const { browser } = visitor;
    await visitor.send([["intent", "connectivity"]]);
    assert.match(await (await browser.send("GET /")).text(), /2 of 2 online/);
    const stored = await browser.send("GET /api/changes/CHG0031001");
    const region = first.region === "us-east-1" ? "us-west-2" : "us-east-1";
    const json = { number: "CHG0031001", instances: [{ ...first, region }, second] };
    const headers = { "if-match": stored.headers.get("etag") ?? "" };
    await stored.body?.cancel();
    const edited = await browser.send("PUT /api/changes/CHG0031001", { json, headers });
    assert.equal(edited.status, 200, await edited.text());
    assert.match(await (await browser.send("GET /")).text(), /1 of 2 online/);
    assert.match(await visitor.open(), /1 of 2 online/);
  });
});
