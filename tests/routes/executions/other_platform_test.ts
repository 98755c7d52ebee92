import assert from "node:assert/strict";
import { z } from "zod";
import { type ApplyBuild, buildApplication } from "../../support/test_application.ts";
import { withPrep } from "../aws/prep_site.ts";

const startedSchema = z.object({ batchId: z.string() });

let apply: ApplyBuild;
Deno.test.beforeAll(async () => {
  apply = await buildApplication();
});

Deno.test("servers that the script is not for are told of, and offered for no retry of their own", async () => {
  await withPrep(apply, async (site) => {
    const { browser } = await site.visit({ instances: [] });
    const targets = (["linux", "windows"] as const).map((own) => {
      const host = site.fleet.instances.find(({ platform, ping, partition }) =>
        platform === own && ping === "online" && partition === "aws"
      );
      assert.ok(host);
      const { instanceId, account, region, platform } = host;
      return { instanceId, account, region, platform };
    });
    const json = { scriptId: "linux/probe", targets };
    const answer = await browser.send("POST /api/executions", { json });
    const { batchId } = startedSchema.parse(await answer.json());
    await site.runToEnd(batchId);
    const html = await (await browser.send(`GET /executions/${batchId}`)).text();
    assert.match(html, /The server runs windows, the script linux\./);
    assert.match(html, /aria-label="Show the 1 host of this cause"/);
    assert.doesNotMatch(html, /value="retry"[^>]*>\s*Retry 1</);
    assert.doesNotMatch(html, /btn-primary"[^>]*>\s*Retry/);
  });
});
