import assert from "node:assert/strict";
import { isPolling, ownPath, refreshPath, seeOther } from "@/lib/app/mod.ts";

Deno.test("I10: ownPath() keeps a path of this application as it is", () => {
  const paths = ["/", "/changes", "/changes/CHG0031001?a=b&c=%2F%2Fd#top", "/executions/a.b/../c"];
  const expected = ["/", "/changes", "/changes/CHG0031001?a=b&c=%2F%2Fd#top", "/executions/c"];
  assert.deepEqual(paths.map(ownPath), expected);
});

Deno.test("I10: ownPath() makes the home page of everything that could lead elsewhere", () => {
  const others = [
    ...["//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "/\\/evil"],
    ...["https://evil.example", "https:evil.example", "http:/evil", "javascript:alert(1)"],
    ...["data:text/html,a", "evil.example", "", " /changes", "?a", "#a", null, undefined],
    ...["/\t/evil.example", "/\n/evil.example", "/a\r\nset-cookie: a=b", "/a\0", "/\u0085/evil"],
    ...["/.//evil.example", "/..//evil.example", "/a/..//evil.example", "/%2e//evil.example"],
    `/${"a".repeat(3_000)}`,
  ];
  for (const value of others) assert.equal(ownPath(value), "/", JSON.stringify(value));
});

Deno.test("I10: seeOther() leads nowhere but to this application, with GET", () => {
  const locationOf = (path: string) => seeOther(path).headers.get("location");
  assert.equal(seeOther("/changes").status, 303);
  assert.equal(locationOf("/changes?a=%0d%0ab"), "/changes?a=%0d%0ab");
  assert.equal(locationOf("//evil.example"), "/");
});

Deno.test("T15: what a page asks by itself is polling, what its user asks is not", () => {
  const polls = (line: string) => {
    const [method = "", path = ""] = line.split(" ");
    return isPolling({ method, url: new URL(path, "https://tools.example.com") });
  };
  const refresh = refreshPath(new URL("https://tools.example.com/executions/b1?state=failed"));
  assert.equal(refresh, "/executions/b1?state=failed&refresh=1");
  const asked = ["/api/session", "/api/executions/b1", "/executions/b1/causes", refresh];
  for (const path of asked) assert.ok(polls(`GET ${path}`), path);
  const others = ["GET /executions/b1", "GET /changes?refresh=1", "GET /executions"];
  for (const line of [...others, `POST ${refresh}`]) assert.ok(!polls(line), line);
});
