import assert from "node:assert/strict";
import { globSync } from "node:fs";
import { z } from "zod";
import { pinFaults, readConfig, taskFaults, undeclaredFaults } from "./support/deno_config.ts";
import { assertCheck, PRODUCT } from "./support/source_check.ts";
import { readSources } from "./support/source_file.ts";

const ROOT = new URL("../", import.meta.url);

/** The imports of deno.json, and of the deno.json of each workspace member. */
async function declaredImports() {
  const paths = globSync(["deno.json", "jsr/*/deno.json"], { cwd: ROOT });
  const configs = await Promise.all(paths.map(readConfig));
  return configs.map(({ imports }) => imports);
}

Deno.test("R17: every dependency is pinned", async () => {
  assert.deepEqual(pinFaults({ zod: "npm:zod@^4.6.7", fresh: "jsr:@fresh/core@^2.4.0" }), [
    "zod is npm:zod@^4.6.7: expected npm:name@1.2.3",
    "fresh is jsr:@fresh/core@^2.4.0: expected npm:name@1.2.3",
  ]);
  assert.deepEqual((await declaredImports()).flatMap(pinFaults), []);
});

Deno.test("R17: nothing is imported that deno.json does not name", async () => {
  const declared = (await declaredImports()).flatMap(Object.keys);
  const foreign = ["https://esm.sh/zod", "npm:zod@4", "/etc/a.ts", "../../../a.ts", "zodiac"];
  // Fresh loads routes from the disk: its stand-in, and the stand-in's tests, compute paths.
  const computing = await readSources(["jsr/**/*.{ts,tsx}", "tests/jsr/**/*.{ts,tsx}"]);
  const others = await readSources([...PRODUCT, "tests/**/*.{ts,tsx}"]);
  assertCheck((file) => undeclaredFaults(file, declared), {
    files: others.filter(({ path }) => computing.every((known) => known.path !== path)),
    planted: [
      ["lib/a/a.ts", 'import "zod"; import "preact/hooks"; import "node:fs"; import "./b.ts";'],
      ...foreign.map((specifier) =>
        [
          "lib/a/a.ts",
          `import "${specifier}";`,
          `lib/a/a.ts imports ${specifier}: deno.json does not name it`,
        ] as const
      ),
      [
        "lib/a/a.ts",
        "await import(path);",
        "lib/a/a.ts imports <computed>: deno.json does not name it",
      ],
    ],
  });
  assert.deepEqual(
    computing.flatMap((file) => undeclaredFaults(file, [...declared, "<computed>"])),
    [],
  );
});

Deno.test("R17: deno.lock is there and holds no remote module", async () => {
  const lock = z.object({ version: z.string(), remote: z.never().optional() });
  assert.ok(!lock.safeParse({ version: "5", remote: {} }).success);
  lock.parse(JSON.parse(await Deno.readTextFile(new URL("deno.lock", ROOT))));
});

Deno.test("R17: no task runs the program with all permissions, and serve names each of its own", async () => {
  const planted = {
    serve: "deno task build && deno run --allow-net --allow-run=git -P --allow-sys serve.ts",
    start: { command: "deno run -qA dev.ts" },
    secret: "deno run --allow-all secret.ts",
    test: "deno test -A && deno run --allow-read a.ts",
  };
  assert.deepEqual(taskFaults(planted), [
    "task serve has --allow-net",
    "task serve has --allow-run=git",
    "task serve has -P",
    "task start has -qA",
    "task secret has --allow-all",
  ]);
  assert.deepEqual(taskFaults({ serve: "deno run --allow-net=*.amazonaws.com serve.ts" }), []);
  assert.deepEqual(taskFaults((await readConfig("deno.json")).tasks), []);
});
