import assert from "node:assert/strict";
import { ConfigError, readEnvironment } from "@/lib/config/mod.ts";

Deno.test("readEnvironment() asks for the application's own variables alone", () => {
  const asked: string[] = [];
  const values = readEnvironment((name) => {
    asked.push(name);
    return name === "PORT" ? "8600" : undefined;
  });
  assert.equal(values.PORT, "8600");
  assert.ok(asked.includes("SECRET_KEY") && !asked.includes("PATH"));
});

Deno.test("K01: a variable that is no text is named, without its value", () => {
  const unreadable = (name: string) => {
    if (name !== "SECRET_KEY" && name !== "METRICS_TOKEN") return undefined;
    throw new Deno.errors.InvalidData(`not valid unicode: "canary-${name}"`);
  };
  assert.throws(() => readEnvironment(unreadable), (error) => {
    assert.ok(error instanceof ConfigError);
    assert.deepEqual(error.errors.map(({ path }) => path), ["SECRET_KEY", "METRICS_TOKEN"]);
    assert.ok(!Deno.inspect(error).includes("canary"));
    return true;
  });
});
