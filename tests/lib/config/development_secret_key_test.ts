import assert from "node:assert/strict";
import { join } from "node:path";
import { ConfigError, developmentSecretKey, secretKeyProblem } from "@/lib/config/mod.ts";

async function withDirectory(test: (directory: string) => Promise<void>): Promise<void> {
  const directory = await Deno.makeTempDir();
  try {
    await test(directory);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

Deno.test("developmentSecretKey() makes a good key once, readable by its owner alone", () =>
  withDirectory(async (directory) => {
    const path = join(directory, "data", "dev-secret-key");
    const first = await developmentSecretKey(path);
    assert.equal(first.created, true);
    assert.equal(secretKeyProblem(first.key), undefined);
    assert.deepEqual(await developmentSecretKey(path), { key: first.key, created: false });
    const { mode } = await Deno.stat(path);
    assert.equal((mode ?? 0) & 0o777, 0o600);
    const names = (await Array.fromAsync(Deno.readDir(join(directory, "data")))).map((e) => e.name);
    assert.deepEqual(names, ["dev-secret-key"]);
  }));

Deno.test("developmentSecretKey() gives every caller the same key when all start at once", () =>
  withDirectory(async (directory) => {
    const path = join(directory, "dev-secret-key");
    const results = await Promise.all(Array.from({ length: 20 }, () => developmentSecretKey(path)));
    assert.equal(new Set(results.map(({ key }) => key)).size, 1);
    assert.equal(results.filter(({ created }) => created).length, 1);
  }));

Deno.test("developmentSecretKey() refuses a malformed file, names it, and leaves it alone (K01)", () =>
  withDirectory(async (directory) => {
    const path = join(directory, "dev-secret-key");
    await Deno.writeTextFile(path, "canary-too-short\n");
    await assert.rejects(() => developmentSecretKey(path), (error) => {
      assert.ok(error instanceof ConfigError);
      assert.ok(error.message.includes(JSON.stringify(path)));
      assert.ok(!error.message.includes("canary"));
      return true;
    });
    assert.equal(await Deno.readTextFile(path), "canary-too-short\n");
  }));
