import assert from "node:assert/strict";
import { type ApplyBuild, buildApplication } from "../support/test_application.ts";
import { withPrep } from "./aws/prep_site.ts";

let apply: ApplyBuild;
Deno.test.beforeAll(async () => {
  apply = await buildApplication();
});

/** Where the page of an error leads, the solid button first. */
function waysOf(html: string): readonly (string | undefined)[] {
  const [, main = ""] = html.split("<main");
  return [...main.matchAll(/<a class="btn [^"]*" href="([^"]+)"/g)].map(([, href]) => href);
}

Deno.test("the page for a file that is too large leads back to the form it was sent with", async () => {
  await withPrep(apply, async (site) => {
    const { browser } = await site.visit({ instances: [] });
    const body = new FormData();
    body.set("file", new File(["x".repeat(6 * 1_024 * 1_024)], "large.csv"));
    const answer = await browser.send("POST /changes", { body });
    assert.equal(answer.status, 413);
    assert.deepEqual(waysOf(await answer.text()), ["/changes", "/"]);
  });
});

Deno.test("the page for what nobody sent a form to leads home", async () => {
  await withPrep(apply, async (site) => {
    const { browser } = await site.visit({ instances: [] });
    for (const path of ["/changes/CHG0000404", "/nothing-here"]) {
      const answer = await browser.send(`GET ${path}`);
      assert.equal(answer.status, 404);
      assert.deepEqual(waysOf(await answer.text()), ["/"]);
    }
  });
});
