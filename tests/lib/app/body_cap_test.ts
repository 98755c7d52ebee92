import assert from "node:assert/strict";
import { sendRaw } from "../../support/raw_http.ts";
import {
  type ApplyBuild,
  buildApplication,
  HOST,
  type TestApplication,
  testApplication,
} from "../../support/test_application.ts";

const CAP_BYTES = 5 * 1_048_576 + 65_536;
const CHUNK_BYTES = 65_536;
const GIB = 1_073_741_824;

let apply: ApplyBuild;
Deno.test.beforeAll(async () => {
  apply = await buildApplication({ routeDir: "tests/fixtures/faulty_app/routes" });
});

/** Uploads a body in chunks, without its length; tells how much of it was taken. */
async function uploadChunks({ send }: TestApplication, bytes: number) {
  let sentBytes = 0;
  let cancelled = false;
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      if (sentBytes >= bytes) return controller.close();
      const chunk = new Uint8Array(Math.min(CHUNK_BYTES, bytes - sentBytes));
      sentBytes += chunk.byteLength;
      controller.enqueue(chunk);
    },
    cancel() {
      cancelled = true;
    },
  });
  const response = await send("POST /api/upload", { body });
  return { status: response.status, answer: await response.json(), sentBytes, cancelled };
}

Deno.test("D01: a body up to the cap arrives whole", async () => {
  using app = await testApplication(apply);
  const { status, answer } = await uploadChunks(app, CAP_BYTES);
  assert.deepEqual([status, answer], [200, { bytes: CAP_BYTES }]);
});

Deno.test("D01: a body in chunks is refused at the first byte over the cap, before the rest", async () => {
  using app = await testApplication(apply);
  assert.equal((await uploadChunks(app, CAP_BYTES + 1)).status, 413);
  const { answer, sentBytes, cancelled } = await uploadChunks(app, GIB);
  assert.deepEqual(answer, {
    type: "about:blank",
    title: "Content Too Large",
    status: 413,
    detail: "The request is larger than 5 MB.",
    instance: "/api/upload",
  });
  assert.ok(cancelled && sentBytes <= CAP_BYTES + 4 * CHUNK_BYTES, `${sentBytes} bytes taken`);
});

Deno.test("D01: a body that says it is over the cap is refused before it is sent", async () => {
  using app = await testApplication(apply);
  await using server = app.listen();
  for (const length of [CAP_BYTES + 1, GIB]) {
    const head = ["POST /api/upload HTTP/1.1", `Host: ${HOST}`, `Content-Length: ${length}`];
    const { status, headers } = await sendRaw(server.port, { head });
    assert.equal(status, 413);
    assert.equal(headers.get("content-type"), "application/problem+json");
  }
});

Deno.test("D01: a body in chunks is refused over the wire, and the server goes on", async () => {
  using app = await testApplication(apply);
  await using server = app.listen();
  const head = ["POST /api/upload HTTP/1.1", `Host: ${HOST}`, "Transfer-Encoding: chunked"];
  const chunk = `${CHUNK_BYTES.toString(16)}\r\n${"a".repeat(CHUNK_BYTES)}\r\n`;
  const over = chunk.repeat(CAP_BYTES / CHUNK_BYTES + 1);
  assert.equal((await sendRaw(server.port, { head, body: over })).status, 413);
  const small = await sendRaw(server.port, { head, body: "3\r\nabc\r\n0\r\n\r\n" });
  assert.deepEqual([small.status, small.body], [200, '{"bytes":3}']);
});

Deno.test("D01: address and method are checked before the size", async () => {
  using app = await testApplication(apply);
  const headers = { "content-length": String(GIB) };
  const statusOf = async (line: string) => (await app.send(line, { body: "a", headers })).status;
  assert.equal(await statusOf("POST /api/nothing"), 404);
  assert.equal(await statusOf("PUT /api/upload"), 405);
  assert.equal(await statusOf("POST /api/upload"), 413);
});

Deno.test("D01: a body that a method has no use for is no fault", async () => {
  using app = await testApplication(apply);
  await using server = app.listen();
  for (const method of ["GET", "HEAD", "OPTIONS", "DELETE", "TRACE"]) {
    const head = [`${method} /api/refuses HTTP/1.1`, `Host: ${HOST}`, "Content-Length: 3"];
    const { status } = await sendRaw(server.port, { head, body: "abc" });
    assert.ok([204, 405, 409].includes(status), `${method}: ${status}`);
  }
  assert.deepEqual(app.log.filter(({ level }) => level === "ERROR"), []);
});
