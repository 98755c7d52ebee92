import assert from "node:assert/strict";
import { AppError } from "@/lib/base/mod.ts";

Deno.test("AppError keeps what the answer needs apart from what the log needs", () => {
  const cause = new TypeError("database is locked");
  const error = new AppError('Cannot open the store at "data/a.kv"', {
    code: "store_unavailable",
    status: 503,
    publicMessage: "The store is not reachable.",
    headers: { "Retry-After": "5" },
    errors: [{ path: "number", message: "expected 3 characters" }],
    cause,
  });
  assert.ok(error instanceof Error);
  assert.equal(error.name, "AppError");
  assert.equal(error.message, 'Cannot open the store at "data/a.kv"');
  assert.equal(error.code, "store_unavailable");
  assert.equal(error.status, 503);
  assert.equal(error.publicMessage, "The store is not reachable.");
  assert.deepEqual(error.headers, { "Retry-After": "5" });
  assert.deepEqual(error.errors, [{ path: "number", message: "expected 3 characters" }]);
  assert.equal(error.cause, cause);
});

Deno.test("AppError has no headers, field errors or cause unless they are given", () => {
  const error = new AppError("x", { code: "x", status: 500, publicMessage: "x" });
  assert.deepEqual(error.headers, {});
  assert.deepEqual(error.errors, []);
  assert.equal(Object.hasOwn(error, "cause"), false);
});
