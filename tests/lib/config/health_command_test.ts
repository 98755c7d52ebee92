import assert from "node:assert/strict";
import { isHealthy } from "@/lib/config/health_command.ts";

Deno.test("R10: isHealthy() tells a server that answers from one that fails or is not there", async () => {
  const asked: string[] = [];
  let status = 200;
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    asked.push(new URL(request.url).pathname);
    return new Response(null, { status });
  });
  const port = String(server.addr.port);
  assert.equal(await isHealthy(port), true);
  status = 503;
  assert.equal(await isHealthy(port), false);
  await server.shutdown();
  assert.equal(await isHealthy(port), false);
  assert.deepEqual(asked, ["/api/health", "/api/health"]);
});
