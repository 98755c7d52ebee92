import assert from "node:assert/strict";
import { startSimulator } from "@/lib/aws/simulator/mod.ts";
import { StandingClock } from "../../lib/aws/simulated_aws.ts";
import {
  type ApplyBuild,
  buildApplication,
  testApplication,
} from "../../support/test_application.ts";
import { credentialFields, visitor } from "../../support/test_browser.ts";

let apply: ApplyBuild;
Deno.test.beforeAll(async () => {
  apply = await buildApplication();
});

Deno.test("while AWS is down the sign-in form stays, and names what cannot be reached", async () => {
  const simulator = await startSimulator({ clock: new StandingClock() });
  using app = await testApplication(apply, { simulator });
  const browser = await visitor(app);
  const fields = credentialFields(simulator, "gov");
  await simulator.close();
  const credentials = Object.values(fields).join(" ");
  const form = { intent: "sign-in", environment: "gov", next: "/changes", credentials };
  const answer = await browser.send("POST /aws", { form });
  assert.deepEqual([answer.status, answer.headers.get("retry-after")], [503, "5"]);
  const html = await answer.text();
  assert.ok(html.includes(`AWS cannot be reached at ${new URL(simulator.url).host}.`));
  assert.match(html, /<input[^>]*value="gov"[^>]*checked/);
  assert.match(html, /<input[^>]*name="next"[^>]*value="\/changes"/);
  assert.ok(!html.includes(fields.secretAccessKey) && !html.includes(fields.sessionToken));
});
