import assert from "node:assert/strict";
import { type ApplyBuild, buildApplication } from "../../support/test_application.ts";
import { assertDescribed } from "../api/described_answer.ts";
import { linuxHosts, type Place, type PrepSite, stageableHosts, withPrep } from "./prep_site.ts";

let apply: ApplyBuild;
Deno.test.beforeAll(async () => {
  apply = await buildApplication();
});

const CONNECTIVITY = [["intent", "connectivity"]] as const;

/** The words of a page, without its elements. */
function wordsOf(html: string): string {
  return html.replaceAll(/<[^>]+>/g, " ").replaceAll("&quot;", '"').replaceAll(/\s+/g, " ");
}

/** The text of the page's one solid button; fails when there is none, or another. */
function solidButton(html: string): string {
  const buttons = [...html.matchAll(/<(a|button)[^>]*class="[^"]*btn-primary[^"]*".*?<\/\1>/gs)];
  assert.equal(buttons.length, 1, buttons.join("\n"));
  return wordsOf(String(buttons[0])).split(",")[0]?.trim() ?? "";
}

/** The ids that the form of a page would send, and whether they are seen. */
function tickedOf(html: string) {
  const inputs = [...html.matchAll(/<input[^>]*name="instanceIds"[^>]*>/g)].map(String);
  const idOf = (input: string) => /value="([^"]+)"/.exec(input)?.[1];
  const of = (fits: (input: string) => boolean) => inputs.filter(fits).map(idOf);
  return {
    shown: of((input) => input.includes("checkbox") && input.includes(" checked")),
    hidden: of((input) => input.includes('type="hidden"')),
  };
}

/** The servers that a batch was started on. */
async function targetsOf({ app }: PrepSite, batchId: string): Promise<readonly string[]> {
  const page = await app.services.executions.targets(batchId, { limit: 200 });
  return page?.items.map(({ instanceId }) => instanceId).toSorted() ?? [];
}

function idsOf(places: readonly { readonly instanceId: string }[]): readonly string[] {
  return places.map(({ instanceId }) => instanceId).toSorted();
}

Deno.test("each state of the work has one solid button: what to do next", async () => {
  await withPrep(apply, async (site) => {
    assert.equal(solidButton(await (await site.visit({ instances: [] })).open()), "Preview CSV");
    const gov = stageableHosts(site, { partition: "aws-us-gov", count: 1 });
    const outside = await site.visit({ environments: ["com"], instances: gov });
    assert.equal(solidButton(await outside.open()), "Sign in");
    const visitor = await site.visit({ instances: gov });
    assert.equal(solidButton(await visitor.open()), "Confirm connectivity");
    await visitor.send(CONNECTIVITY);
    assert.equal(solidButton(await visitor.open()), "Run step 1");
    const batchId = await visitor.start([["scope", "all"]]);
    const running = await visitor.open();
    assert.equal(solidButton(running), "Follow the run");
    assert.ok(running.includes(`href="/executions/${batchId}"`));
    await site.runToEnd(batchId);
    assert.equal(solidButton(await visitor.open()), "Stage kernels");
  });
});

Deno.test("with COM credentials alone the COM part is checked and run, and GOV is told not to be included", async () => {
  await withPrep(apply, async (site) => {
    const com = linuxHosts(site, { count: 3 });
    const gov = linuxHosts(site, { partition: "aws-us-gov", count: 1 });
    const instances = [...com, ...gov];
    const visitor = await site.visit({ environments: ["com"], instances });
    const before = wordsOf(await visitor.open());
    assert.match(before, /Only the 3 COM instances 3 instances, \d commands?/);
    assert.match(before, /Not signed in for GOV \(1 instance\): not included\. Sign in/);
    assert.equal((await visitor.send(CONNECTIVITY)).status, 303);
    const checked = wordsOf(await visitor.open());
    assert.match(checked, /3 of 4 online/);
    assert.match(checked, /1 of 4 is not checked yet\./);
    for (const [scope, status] of [["all", 409], ["gov", 409], ["", 422], ["none", 422]] as const) {
      const answer = await visitor.send([["intent", "step1"], ["scope", scope]]);
      assert.equal(answer.status, status, scope);
    }
    assert.deepEqual((await site.app.services.executions.list({ limit: 5 })).items, []);
    const batchId = await visitor.start([["scope", "com"]]);
    assert.deepEqual(await targetsOf(site, batchId), idsOf(com));
    await site.runToEnd(batchId);
    assert.match(wordsOf(await visitor.open()), /running \d+ not run 1/);
  });
});

Deno.test("an environment that the change has no server in is refused, and nothing runs", async () => {
  await withPrep(apply, async (site) => {
    const visitor = await site.visit({ instances: linuxHosts(site, { count: 1 }) });
    const answer = await visitor.send([["intent", "step1"], ["scope", "gov"]]);
    assert.equal(answer.status, 422);
    assert.match(wordsOf(await answer.text()), /The change has no instance in GOV/);
    assert.deepEqual((await site.app.services.executions.list({ limit: 5 })).items, []);
  });
});

Deno.test("while step 1 runs on a chosen server it runs again only when that is ticked", async () => {
  await withPrep(apply, async (site) => {
    const instances = linuxHosts(site, { count: 3 });
    const [first, second, third] = idsOf(instances);
    assert.ok(first && second && third);
    const visitor = await site.visit({ instances });
    const selected = [["scope", "selected"], ["instanceIds", first], [
      "instanceIds",
      second,
    ]] as const;
    const key = ["idempotencyKey", "0123456789abcdef"] as const;
    const batchId = await visitor.start([...selected, key]);
    assert.equal(await visitor.start([...selected, key]), batchId, "the same form again");
    const refused = await visitor.send([["intent", "step1"], ["scope", "all"]]);
    const html = await refused.text();
    assert.equal(refused.status, 409);
    assert.match(wordsOf(html), /Step 1 still runs on 2 chosen instances\./);
    assert.ok(html.includes('href="#again"') && html.includes('name="again"'));
    assert.ok(html.includes(`<a href="/executions/${batchId}">follow the run</a>`));
    const other = await visitor.start([["scope", "selected"], ["instanceIds", third]]);
    assert.deepEqual(await targetsOf(site, other), [third]);
    const again = await visitor.start([["scope", "all"], ["again", "yes"]]);
    assert.deepEqual(await targetsOf(site, again), idsOf(instances));
  });
});

/** More servers than one page of the table shows; AWS knows none of them. */
function manyPlaces(site: PrepSite): readonly Place[] {
  const idOf = (index: number) => `i-${index.toString(16).padStart(17, "0")}`;
  return linuxHosts(site, { count: 1 }).flatMap((host) =>
    Array.from({ length: 150 }, (_, index) => ({ ...host, instanceId: idOf(index) }))
  );
}

Deno.test("what is ticked stays while one filters, turns pages, checks, and is refused", async () => {
  await withPrep(apply, async (site) => {
    const instances = manyPlaces(site);
    const [first, last] = [instances[0]?.instanceId ?? "", instances.at(-1)?.instanceId ?? ""];
    const visitor = await site.visit({ instances });
    await visitor.send(CONNECTIVITY);
    const ticks = [["scope", "selected"], ["instanceIds", first], ["instanceIds", last]] as const;
    const paged = await (await visitor.send(ticks, "?from=100")).text();
    assert.deepEqual(tickedOf(paged), { shown: [last], hidden: [first] });
    assert.match(wordsOf(paged), /101 to 150 of 150/);
    assert.match(paged, /value="selected"[^>]* checked/);
    const found = await (await visitor.send([...ticks, ["q", first]], "?from=0")).text();
    assert.deepEqual(tickedOf(found), { shown: [first], hidden: [last] });
    const narrowed = await visitor.send([...ticks, ["state", "ticked"]], "?from=0");
    assert.deepEqual(tickedOf(await narrowed.text()), { shown: [first, last], hidden: [] });
    const checked = await visitor.send([...ticks, ...CONNECTIVITY]);
    assert.deepEqual(tickedOf(await checked.text()), { shown: [first], hidden: [last] });
    const all = [["scope", "all"], ["instanceIds", last], ["intent", "step1"]] as const;
    const refused = await visitor.send(all);
    const html = await refused.text();
    assert.equal(refused.status, 422);
    assert.match(wordsOf(html), /1 instance is ticked: choose "Only the ones ticked"/);
    assert.deepEqual(tickedOf(html), { shown: [], hidden: [last] });
  });
});

Deno.test("a form that asks for rows runs nothing, whatever its button says", async () => {
  await withPrep(apply, async (site) => {
    const visitor = await site.visit({ instances: linuxHosts(site, { count: 2 }) });
    const fields = [["intent", "step1"], ["scope", "all"], ["q", "web"]] as const;
    const answer = await visitor.send(fields, "?from=0");
    assert.equal(answer.status, 303);
    assert.equal(
      answer.headers.get("location"),
      "/aws/linux-qc-patching-prep?q=web#connectivity",
      "with nothing ticked the rows have an address",
    );
    assert.deepEqual((await site.app.services.executions.list({ limit: 5 })).items, []);
  });
});

Deno.test("the first button of the form, which Enter presses, asks for rows", async () => {
  await withPrep(apply, async (site) => {
    const visitor = await site.visit({ instances: linuxHosts(site, { count: 1 }) });
    await visitor.send(CONNECTIVITY);
    const html = await visitor.open();
    const form = html.slice(html.indexOf('id="step1-form"'));
    const [button = ""] = /<button[^>]*>/.exec(form) ?? [];
    assert.match(button, /formaction="\/aws\/linux-qc-patching-prep\?from=0#connectivity"/i);
    const before = html.slice(0, html.indexOf('id="step1-form"'));
    assert.doesNotMatch(before, /<button[^>]*form="step1-form"/);
  });
});

Deno.test("what AWS did not answer could not be checked; what was known before stays, with its age", async () => {
  await withPrep(apply, async (site) => {
    const instances = [
      ...linuxHosts(site, { count: 2 }),
      ...linuxHosts(site, { ping: "offline", count: 1 }),
    ];
    const visitor = await site.visit({ instances });
    await visitor.send(CONNECTIVITY);
    assert.match(wordsOf(await visitor.open()), /1 of 3 is not online\./);
    await site.setFaults({ expireTokens: true });
    await visitor.send(CONNECTIVITY);
    const words = wordsOf(await visitor.open());
    assert.match(words, /3 of 3 could not be checked; the reason is in the table\./);
    assert.doesNotMatch(words, /not online/);
    assert.match(words, /The AWS credentials have expired\..* Last known: online, now/);
    assert.match(words, /Last known: offline, now/);
    assert.match(words, /0 of 3 online/);
  });
});

Deno.test("who does not pass leads to its output, and the reports stay through another run", async () => {
  await withPrep(apply, async (site) => {
    const instances = [
      ...linuxHosts(site, { count: 2 }),
      ...linuxHosts(site, { ping: "offline", count: 1 }),
    ];
    const offline = instances[2]?.instanceId ?? "";
    const visitor = await site.visit({ instances });
    const first = await visitor.start([["scope", "all"]]);
    await site.runToEnd(first);
    const html = await visitor.open();
    assert.ok(html.includes(`href="/executions/${first}/targets/${offline}"`));
    const report = "/api/changes/CHG0031001/report?kind=full&format=";
    const online = instances[0]?.instanceId ?? "";
    await visitor.start([["scope", "selected"], ["instanceIds", online]]);
    const running = (await visitor.open()).replaceAll("&amp;", "&");
    for (const format of ["md", "csv", "html"]) {
      assert.ok(running.includes(`href="${report}${format}"`), format);
      const answer = await visitor.browser.send(`GET ${report}${format}`);
      const text = await answer.text();
      assert.equal(answer.status, 200);
      for (const { instanceId } of instances) assert.ok(text.includes(instanceId), format);
    }
    assert.ok(running.includes(`href="/executions/${first}/targets/${offline}"`));
  });
});

Deno.test("the API tells the same of step 1 as the page, while it runs and when it has ended", async () => {
  await withPrep(apply, async (site) => {
    const instances = linuxHosts(site, { count: 2 });
    const [first = "", second = ""] = idsOf(instances);
    const visitor = await site.visit({ instances });
    const batchId = await visitor.start([["scope", "selected"], ["instanceIds", first]]);
    const qc = async () => {
      const line = "GET /api/changes/CHG0031001/qc";
      const answer = await visitor.browser.send(line);
      await assertDescribed(line, answer.clone());
      return (await answer.json()).step1;
    };
    const running = await qc();
    assert.deepEqual(running.underWay, [{ instanceId: first, batchId }]);
    assert.deepEqual(running.pending.toSorted(), [first, second]);
    await site.runToEnd(batchId);
    const ended = await qc();
    assert.deepEqual([ended.underWay, ended.pending], [[], [second]]);
    assert.equal([...ended.passed, ...ended.failed][0].batchId, batchId);
  });
});
