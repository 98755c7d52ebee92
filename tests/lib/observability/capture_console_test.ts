import assert from "node:assert/strict";
import { captureConsole, createLogger } from "@/lib/observability/mod.ts";

Deno.test("L02: what others report by the console goes through the log, masked", () => {
  const lines: string[] = [];
  const logger = createLogger({
    level: "info",
    format: "json",
    write: (text) => {
      lines.push(text);
    },
  });
  const { error, warn } = console;
  try {
    captureConsole(logger);
    console.error(new Error("refused ASIAEXAMPLEKEY000001\u001b[31m"));
    console.warn("odd");
  } finally {
    Object.assign(console, { error, warn });
  }
  assert.deepEqual(lines.map((line) => JSON.parse(line).level), ["ERROR", "WARN"]);
  assert.ok(!lines.join().includes("ASIAEXAMPLEKEY000001") && !lines.join().includes("\u001b"));
});
