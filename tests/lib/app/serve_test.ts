import assert from "node:assert/strict";
import { newSecretKey } from "@/lib/config/mod.ts";
import { freePort, startProcess } from "../../support/process.ts";

Deno.test("R16: a rejection that nobody handles is logged once, and the server goes on", async () => {
  await using server = await startProcess({
    args: ["run", "-A", "tests/fixtures/rejecting_server.ts"],
    env: {
      SECRET_KEY: newSecretKey(),
      PORT: String(freePort()),
      DENO_KV_PATH: ":memory:",
      LOG_FORMAT: "json",
    },
    readyLine: /"message":"ready"/,
    deadlineMs: 20_000,
  });
  for (let request = 1; request <= 3; request++) {
    assert.equal(await (await fetch(server.url)).text(), "answered");
  }
  assert.equal((await server.stop("SIGINT")).code, 0);
  const errors = [...server.stdout, ...server.stderr].filter((line) => /left behind/.test(line));
  assert.equal(errors.length, 3);
  for (const line of errors) assert.equal(JSON.parse(line).message, "a rejection was not handled");
});
