import assert from "node:assert/strict";
import { openApiDocument } from "@/lib/app/mod.ts";
import {
  type ApplyBuild,
  buildApplication,
  type TestApplication,
  testApplication,
} from "../../support/test_application.ts";

let apply: ApplyBuild;
Deno.test.beforeAll(async () => {
  apply = await buildApplication();
});

async function docsOf({ send }: TestApplication): Promise<string> {
  const response = await send("GET /api/docs");
  assert.equal(response.status, 200);
  assert.match(response.headers.get("content-type") ?? "", /^text\/html/);
  return await response.text();
}

Deno.test("the page of the API is open to anybody, with one heading and its title", async () => {
  using app = await testApplication(apply);
  const html = await docsOf(app);
  assert.deepEqual(html.match(/<h1[^>]*>[^<]*/g)?.map((tag) => tag.replace(/.*>/, "")), ["API"]);
  assert.match(html, /<title>API · PCM-Ops Tools<\/title>/);
});

Deno.test("the page of the API has every operation and schema, and no anchor leads nowhere", async () => {
  using app = await testApplication(apply);
  const html = await docsOf(app);
  const ids = Array.from(html.matchAll(/ id="([^"]+)"/g), ([, id]) => id);
  assert.deepEqual(ids.filter((id, index) => ids.indexOf(id) !== index), []);
  const { paths, components } = openApiDocument();
  const operations = Object.values(paths).flatMap((byMethod) => Object.values(byMethod));
  for (const { operationId } of operations) assert.ok(ids.includes(operationId), operationId);
  for (const name of Object.keys(components.schemas)) {
    assert.ok(ids.includes(`schema-${name}`), name);
  }
  const anchors = Array.from(html.matchAll(/ href="#([^"]+)"/g), ([, anchor]) => anchor);
  assert.deepEqual(anchors.filter((anchor) => !ids.includes(anchor)), []);
});

Deno.test("X03: the page of the API loads nothing from elsewhere and has no inline style", async () => {
  using app = await testApplication(apply);
  const html = await docsOf(app);
  const sources = Array.from(
    html.matchAll(/<(?:script|link|img)[^>]*(?:src|href)="([^"]+)"/g),
    ([, url]) => url,
  );
  assert.deepEqual(sources.filter((url) => !url?.startsWith("/") || url.startsWith("//")), []);
  assert.doesNotMatch(html, / style="/);
});
