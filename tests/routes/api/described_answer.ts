import assert from "node:assert/strict";
import { API_GROUPS, type ApiOperation, methodAndPath, openApiDocument } from "@/lib/app/mod.ts";

/** Finds the operation that the document has for a request line such as "GET /api/changes?q=a". */
export function operationOf(line: string): ApiOperation {
  const [method, address = ""] = line.split(" ");
  const [path = ""] = address.split("?");
  const candidates = API_GROUPS.flatMap(({ operations }) => operations)
    .filter((operation) => methodAndPath(operation).method === method)
    .filter((operation) => patternOf(methodAndPath(operation).path).test(path))
    // An address without anything that varies comes first, as in the router.
    .toSorted((left, right) => Number(left.line.includes("{")) - Number(right.line.includes("{")));
  const [operation] = candidates;
  assert.ok(operation, `${line} is not described`);
  return operation;
}

/** A script's id contains a slash. */
function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replace("{id}", ".+").replaceAll(/\{\w+\}/g, "[^/]+")}$`);
}

/** Asserts that an answer is one that the document describes, field by field. */
export async function assertDescribed(line: string, response: Response): Promise<void> {
  const operation = operationOf(line);
  const { method, path } = methodAndPath(operation);
  const { status, headers } = response;
  const described = openApiDocument().paths[path]?.[method.toLowerCase()]?.responses[status];
  assert.ok(described, `${line}: status ${status} is not described`);
  for (const name of Object.keys(described.headers ?? {})) {
    assert.ok(headers.has(name), `${line}: header ${name} is missing`);
  }
  const type = headers.get("content-type")?.split(";")[0] ?? "none";
  assert.deepEqual(described.content ? type in described.content : type === "none", true, line);
  const schema = operation.answers[status]?.content?.[type];
  if (!schema || type !== "application/json") return;
  const body = await response.json();
  // What the schema does not name is dropped, and then missing here.
  assert.deepEqual(schema.parse(body), body, line);
}
