import assert from "node:assert/strict";
import { siteRoutes } from "../support/site_routes.ts";

const ROOT = new URL("../../", import.meta.url);

/** What needs no session; each one is a decision. */
const OPEN = [
  "/",
  "/aws",
  "/api/docs",
  "/api/openapi.json",
  "/api/session",
  "/api/session/credentials",
];
/** What no check but its own stands before. */
const MACHINE = ["/api/csp-report", "/api/health", "/api/ready", "/metrics"];

async function texts() {
  return await Promise.all(
    siteRoutes().map(async ({ file, path }) => ({
      path,
      text: await Deno.readTextFile(new URL(file.replaceAll("[", "%5B"), ROOT)),
    })),
  );
}

Deno.test("C01: every route answers through methods(), which holds the checks", async () => {
  for (const { path, text } of await texts()) {
    assert.match(text, /^export const handler = methods(<[^>]+>)?\(/m, path);
    assert.ok(!/define\.handlers|export const handlers/.test(text), path);
  }
});

Deno.test("only the named routes need no session, and only machines' routes pass without checks", async () => {
  const routes = await texts();
  const named = (access: string) =>
    routes.filter(({ text }) => text.includes(`access: "${access}"`)).map(({ path }) => path);
  assert.deepEqual(named("open").filter((path) => !OPEN.includes(path)), []);
  assert.deepEqual(named("machine").filter((path) => !MACHINE.includes(path)), []);
  assert.ok(named("open").includes("/api/session") && named("machine").includes("/api/health"));
});
