import assert from "node:assert/strict";
import { z } from "zod";
import { readJson } from "@/lib/app/mod.ts";
import { AppError } from "@/lib/base/mod.ts";

const schema = z.strictObject({
  name: z.string(),
  tags: z.array(z.string()).optional(),
  by: z.record(z.string(), z.string()).optional(),
});
const MIB = 1_048_576;

function request(body: BodyInit, type = "application/json"): Request {
  return new Request("http://localhost/", {
    method: "POST",
    body,
    headers: { "content-type": type },
  });
}

/** The status of the error, and its fields. */
async function refusalOf(body: BodyInit, type?: string) {
  try {
    await readJson(request(body, type), schema);
  } catch (error) {
    assert.ok(error instanceof AppError, String(error));
    return { status: error.status, errors: error.errors };
  }
  throw new Error("Expected a refusal");
}

Deno.test("readJson() gives what the schema makes of the body, in any spelling of the type", async () => {
  const body = JSON.stringify({ name: "é" });
  for (const type of ["application/json", "Application/JSON; charset=utf-8"]) {
    assert.deepEqual(await readJson(request(body, type), schema), { name: "é" });
  }
});

Deno.test("C05 I13: readJson() refuses by type, then size, then form, then meaning", async () => {
  const large = JSON.stringify({ name: "a".repeat(MIB) });
  assert.equal((await refusalOf(large, "text/plain")).status, 415);
  assert.equal((await refusalOf(large)).status, 413);
  assert.equal((await refusalOf('{"name":')).status, 400);
  assert.equal((await refusalOf("")).status, 400);
  assert.equal((await refusalOf(new Uint8Array([34, 255, 34]))).status, 400);
  assert.equal((await refusalOf("[]")).status, 422);
  assert.deepEqual(await refusalOf('{"name":1,"tags":["a",2]}'), {
    status: 422,
    errors: [
      { path: "name", message: "Invalid input: expected string, received number" },
      { path: "tags.1", message: "Invalid input: expected string, received number" },
    ],
  });
});

Deno.test("I13: readJson() takes no more than 1 MiB of a body without a length", async () => {
  let pulledBytes = 0;
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      pulledBytes += 65_536;
      controller.enqueue(new Uint8Array(65_536).fill(32));
    },
  });
  assert.equal((await refusalOf(body)).status, 413);
  assert.ok(pulledBytes < 2 * MIB, `${pulledBytes} bytes`);
});

Deno.test("I12 I14: names that every object has, and unknown ones, are refused and do nothing", async () => {
  for (const key of ["__proto__", "constructor", "isAdmin"]) {
    const { status, errors } = await refusalOf(`{"name":"a","${key}":{"canary":true}}`);
    assert.equal(status, 422, key);
    assert.match(errors[0]?.message ?? "", new RegExp(`Unrecognized key: "${key}"`));
  }
  assert.equal("canary" in {}, false);
});

Deno.test("X08 I16: a name that nobody expects comes back short, and without what a terminal obeys", async () => {
  const strange = `\u001b[31m\u0000\u202e<b>${"n".repeat(300)}`;
  const { errors } = await refusalOf(JSON.stringify({ name: "a", [strange]: 1 }));
  const shown = `[31m<b>${"n".repeat(43)}…`;
  assert.deepEqual(errors, [{ path: "", message: `Unrecognized key: "${shown}"` }]);
  const named = await refusalOf(JSON.stringify({ name: "a", by: { [strange]: 1 } }));
  assert.deepEqual(named.errors.map(({ path }) => path), [`by.${shown}`]);
  const many = Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`k${index}`, 1]));
  assert.deepEqual((await refusalOf(JSON.stringify({ name: "a", ...many }))).errors, [
    { path: "", message: 'Unrecognized keys: "k0", "k1", "k2", "k3", "k4" and 3 more' },
  ]);
});

Deno.test("I13: depth, many names and huge numbers are refused in a moment", async () => {
  const many = Array.from({ length: 100_000 }, (_, index) => `"${index}":1`).join();
  const bodies = [
    `{"name":${"[".repeat(400_000)}${"]".repeat(400_000)}}`,
    "[".repeat(MIB - 1),
    `{"name":"a",${many}}`,
    `{"name":1${"0".repeat(500_000)}}`,
  ];
  for (const body of bodies) {
    const startMs = performance.now();
    const { status, errors } = await refusalOf(body);
    const tookMs = performance.now() - startMs;
    assert.ok([400, 413, 422].includes(status) && tookMs < 400, `${status} in ${tookMs} ms`);
    assert.ok(JSON.stringify(errors).length < 1_000);
  }
});
