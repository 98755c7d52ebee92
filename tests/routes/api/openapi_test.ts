import assert from "node:assert/strict";
import { globSync } from "node:fs";
import { openApiDocument } from "@/lib/app/mod.ts";
import {
  type ApplyBuild,
  buildApplication,
  testApplication,
} from "../../support/test_application.ts";

const ROOT = new URL("../../../", import.meta.url).pathname;
const METHODS = ["get", "post", "put", "delete"];

let apply: ApplyBuild;
Deno.test.beforeAll(async () => {
  apply = await buildApplication();
});

/** The addresses of the route files below routes/api, as the document writes them; pages aside. */
function routePaths(): readonly string[] {
  const files = globSync("routes/api/**/*.ts", { cwd: ROOT });
  return files.map((file) =>
    file.replace(/^routes/, "").replace(/\.ts$/, "").replace(/\/index$/, "")
      .replaceAll(/\[(?:\.\.\.)?(\w+)\]/g, "{$1}")
  ).toSorted();
}

/** Every value of a name, wherever it stands. */
function valuesOf(name: string, node: unknown): readonly unknown[] {
  if (typeof node !== "object" || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => [
    ...key === name ? [value] : [],
    ...valuesOf(name, value),
  ]);
}

Deno.test("the document has the operations of every route file of the API, and no others", async () => {
  using app = await testApplication(apply);
  const { paths } = openApiDocument();
  assert.deepEqual(Object.keys(paths).toSorted(), routePaths());
  for (const [path, operations] of Object.entries(paths)) {
    const options = await app.send(`OPTIONS ${path.replaceAll(/\{\w+\}/g, "com")}`);
    const allowed = (options.headers.get("allow") ?? "").toLowerCase().split(", ");
    const answered = METHODS.filter((method) => allowed.includes(method));
    assert.deepEqual(METHODS.filter((method) => method in operations), answered, path);
  }
});

Deno.test("the document is served to anybody, as OpenAPI 3.1", async () => {
  using app = await testApplication(apply);
  const response = await app.send("GET /api/openapi.json");
  assert.equal(response.status, 200);
  assert.match(response.headers.get("content-type") ?? "", /^application\/json/);
  const document = await response.json();
  assert.deepEqual(document, JSON.parse(JSON.stringify(openApiDocument())));
  assert.match(document.openapi, /^3\.1\.\d+$/);
});

Deno.test("OpenAPI 3.1: every operation has a name of its own, answers, and its path's parameters", () => {
  const { paths, tags } = openApiDocument();
  const operations = Object.entries(paths).flatMap(([path, byMethod]) =>
    Object.values(byMethod).map((operation) => ({ path, ...operation }))
  );
  const ids = operations.map(({ operationId }) => operationId);
  assert.equal(new Set(ids).size, ids.length);
  for (const { path, operationId, parameters = [], responses, tags: groups } of operations) {
    const inPath = parameters.filter(({ in: place }) => place === "path");
    const names = Array.from(path.matchAll(/\{(\w+)\}/g), ([, name]) => name);
    assert.deepEqual(inPath.map(({ name }) => name), names, operationId);
    assert.ok(inPath.every(({ required }) => required), operationId);
    const places = parameters.map(({ name, in: place }) => `${place} ${name}`);
    assert.equal(new Set(places).size, places.length, operationId);
    assert.ok(Object.keys(responses).some((status) => /^[23]/.test(status)), operationId);
    assert.ok(Object.keys(responses).every((status) => /^[1-5]\d\d$/.test(status)), operationId);
    assert.ok(Object.values(responses).every(({ description }) => description), operationId);
    assert.ok(groups.every((group) => tags.some(({ name }) => name === group)), operationId);
  }
});

Deno.test("OpenAPI 3.1: every reference leads to a schema, and every named schema is in use", () => {
  const document = openApiDocument();
  const { schemas, securitySchemes } = document.components;
  const prefix = "#/components/schemas/";
  const references = new Set(valuesOf("$ref", document));
  assert.deepEqual(
    [...references].toSorted(),
    Object.keys(schemas).map((name) => prefix + name).toSorted(),
  );
  assert.deepEqual(valuesOf("$schema", document), []);
  const needed = valuesOf("security", document).flat().flatMap((each) => Object.keys(Object(each)));
  assert.deepEqual(new Set(needed), new Set(Object.keys(securitySchemes)));
});

Deno.test("what a request may hold is told by the schema that validates it", () => {
  const { paths, components: { schemas } } = openApiDocument();
  const limit = paths["/api/changes"]?.get?.parameters?.find(({ name }) => name === "limit");
  assert.deepEqual([limit?.required, limit?.schema], [false, {
    type: "integer",
    minimum: 1,
    maximum: 200,
    default: 50,
  }]);
  const start = paths["/api/executions"]?.post;
  assert.deepEqual(start?.requestBody?.content["application/json"]?.schema, {
    $ref: "#/components/schemas/StartRequest",
  });
  assert.deepEqual(schemas.StartRequest?.required, ["scriptId"]);
  assert.equal(schemas.StartRequest?.additionalProperties, false);
  assert.deepEqual(start?.security, [{ session: [], csrf: [] }]);
});

Deno.test("the document says what each member of instances[] and targets[] means, and its form", () => {
  const { schemas } = openApiDocument().components;
  const propertiesOf = (schema: unknown) =>
    Object.entries<Record<string, unknown>>(Object(Object(schema).properties));
  const lists = [
    propertiesOf(Object(schemas.ChangeInput?.properties?.instances).items),
    propertiesOf(Object(schemas.StartRequest?.properties?.targets).items),
    propertiesOf(schemas.ChangeInstance),
  ].map((members) => members.map(([name, member]) => ({ ...member, name })));
  for (const members of lists) {
    assert.ok(members.length >= 5);
    const forms: Record<string, readonly [good: string, bad: string]> = {
      instanceId: ["i-0a1b2c3d4e5f60001", "i-0A1B2C3D"],
      account: ["012345678901", "1.23E+11"],
      region: ["us-gov-west-1", "us_east"],
    };
    for (const member of members) {
      assert.ok("description" in member && member.description, member.name);
      const [good = "", bad = ""] = forms[member.name] ?? [];
      const pattern = new RegExp("pattern" in member ? String(member.pattern) : "^$");
      assert.deepEqual([pattern.test(good), pattern.test(bad)], [true, bad === ""], member.name);
    }
  }
});
