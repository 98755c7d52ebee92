import assert from "node:assert/strict";
import { AppError, Secret } from "@/lib/base/mod.ts";
import {
  createLogger,
  type Logger,
  type LoggerOptions,
  requestId,
} from "@/lib/observability/mod.ts";

const accessKeyId = "AKIA" + "IOSFODNN7EXAMPLE";
const secretAccessKey = "wJalrXUtnFEMI/K7MDENG" + "/bPxRfiCYEXAMPLEKEY";
const clock = { now: () => Date.UTC(2026, 10, 23), monotonic: () => 0 };

function recording(
  options: Pick<LoggerOptions, "format"> & Partial<LoggerOptions>,
): { readonly logger: Logger; readonly lines: readonly string[] } {
  const lines: string[] = [];
  const write = (text: string) => void lines.push(text);
  return { logger: createLogger({ level: "debug", clock, write, ...options }), lines };
}

Deno.test("the json format writes one object a line, with time, level, message and fields", () => {
  const { logger, lines } = recording({ format: "json" });
  logger.warn("KV is slow", { latencyMs: 900 });
  assert.equal(lines.length, 1);
  assert.match(lines[0] ?? "", /^\{.*\}\n$/);
  assert.deepEqual(JSON.parse(lines[0] ?? ""), {
    "@timestamp": "2026-11-23T00:00:00.000Z",
    level: "WARN",
    message: "KV is slow",
    logger: "pcm-ops",
    fields: { latencyMs: 900 },
  });
});

Deno.test("a logger writes its level and what is more important", () => {
  const written = { debug: 4, info: 3, warn: 2, error: 1 };
  for (const level of ["debug", "info", "warn", "error"] as const) {
    const { logger, lines } = recording({ format: "json", level });
    logger.debug("a");
    logger.info("b");
    logger.warn("c");
    logger.error("d");
    assert.equal(lines.length, written[level], level);
  }
});

Deno.test("with() adds fields to later events and leaves the first logger as it was", () => {
  const { logger, lines } = recording({ format: "json" });
  logger.with({ requestId: "r1" }).with({ batchId: "b1" }).info("a", { n: 1 });
  logger.info("b");
  const fields = lines.map((line) => JSON.parse(line).fields);
  assert.deepEqual(fields, [{ requestId: "r1", batchId: "b1", n: 1 }, {}]);
});

Deno.test("two loggers in one process do not meet", () => {
  const first = recording({ format: "json", level: "error" });
  const second = recording({ format: "json" });
  second.logger.info("only here");
  assert.deepEqual([first.lines.length, second.lines.length], [0, 1]);
});

for (const format of ["json", "pretty"] as const) {
  Deno.test(`${format} masks secrets by type, field name and pattern (L02)`, () => {
    const { logger, lines } = recording({ format });
    const cause = new TypeError(`signed with ${secretAccessKey}`);
    const error = new AppError(`STS refused ${accessKeyId}`, {
      code: "aws_denied",
      status: 502,
      publicMessage: "AWS refused.",
      cause,
    });
    Object.assign(error, { $response: { headers: { "x-any": "canary-header" } } });
    logger.error(`cannot sign in as ${accessKeyId}`, {
      error,
      many: new AggregateError([cause], `with ${accessKeyId}`),
      key: new Secret("canary-typed"),
      credentials: { anything: "canary-nested" },
      list: [{ secretAccessKey: "canary-listed", "Session-Token": "canary-cased" }],
      cookie: "canary-cookie",
      csrfToken: "canary-csrf",
      sessionId: "canary-session",
      bytes: new TextEncoder().encode("canary-bytes"),
      credentialTtlMs: 3_600_000,
    });
    const line = lines.join("");
    assert.doesNotMatch(line, /canary/);
    assert.ok(!line.includes(accessKeyId) && !line.includes(secretAccessKey));
    assert.match(line, /cannot sign in as \[secret\]/);
    assert.match(line, /STS refused \[secret\]/);
    assert.match(line, /signed with \[secret\]/);
    assert.match(line, /3600000/);
  });

  Deno.test(`${format} keeps a foreign text in its line and off the terminal (I16)`, () => {
    const { logger, lines } = recording({ format });
    const hostile =
      'a\r\n{"level":"ERROR"}\x1b[2J\x1b]8;;http://x\x07\x9b31m\u202e\u2028\u200b\ud800';
    logger.info(hostile, { value: hostile, nested: [{ [hostile]: hostile }] });
    logger.error("failed", { error: new Error(hostile, { cause: hostile }) });
    const text = lines.join("");
    assert.doesNotMatch(text, /[^\P{Cc}\n]|[\p{Cf}\p{Cs}\p{Zl}]/u);
    assert.doesNotMatch(text, /^\s*\{"level"/m);
    if (format === "json") assert.equal(text.split("\n").length, 3);
  });
}

Deno.test("an error keeps its name, code, message, cause and stack", () => {
  const { logger, lines } = recording({ format: "json" });
  const error = new AppError("outer", {
    code: "store_unavailable",
    status: 503,
    publicMessage: "Try again.",
    cause: new TypeError("inner"),
  });
  logger.error("failed", { error });
  const logged = JSON.parse(lines[0] ?? "").fields.error;
  assert.equal(logged.name, "AppError");
  assert.equal(logged.code, "store_unavailable");
  assert.equal(logged.message, "outer");
  assert.equal(logged.cause.name, "TypeError");
  assert.equal(logged.cause.message, "inner");
  assert.match(logged.stack[0], /^at .*logger_test\.ts/);
});

Deno.test("logging survives circles, big integers and deep values", () => {
  const { logger, lines } = recording({ format: "json" });
  const circle: Record<string, unknown> = { versionstamp: 10n };
  circle.self = circle;
  logger.info("circle", { circle });
  assert.match(lines[0] ?? "", /"versionstamp":"10"/);
  assert.match(lines[0] ?? "", /\[too deep\]/);
});

Deno.test("requestId() gives 32 hexadecimal digits and never the same twice", () => {
  const ids = Array.from({ length: 1_000 }, requestId);
  assert.equal(new Set(ids).size, ids.length);
  for (const id of ids) assert.match(id, /^[0-9a-f]{32}$/);
});
