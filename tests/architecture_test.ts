import assert from "node:assert/strict";
import { globSync } from "node:fs";
import { browserFaults } from "./support/browser_files.ts";
import { contractFaults } from "./support/fresh_contract.ts";
import { importCircles } from "./support/import_circles.ts";
import { layerFaults, LIB_LAYERS, strayPaths } from "./support/lib_layers.ts";
import { graphFaults } from "./support/module_graph.ts";
import { assertCheck, PRODUCT } from "./support/source_check.ts";
import { parseSource, readSources } from "./support/source_file.ts";
import { edgeFaults, markupFaults } from "./support/word_bans.ts";

const ROOT = new URL("../", import.meta.url).pathname.replace(/\/$/, "");

Deno.test("a folder of lib/ imports only the folders below it, and only by mod.ts or view.ts", async () => {
  assertCheck(layerFaults, {
    files: await readSources(PRODUCT),
    planted: [
      ["lib/qc/a.ts", 'import { quoted } from "@/lib/base/mod.ts"; import "./b.ts";'],
      [
        "lib/qc/a.ts",
        'import type { Kv } from "@/lib/store/mod.ts";',
        "lib/qc/a.ts imports lib/store/mod.ts: qc may not use store",
      ],
      [
        "lib/qc/a.ts",
        'export { quoted } from "../base/quoted.ts";',
        "lib/qc/a.ts imports lib/base/quoted.ts: the entrances are lib/base/mod.ts and lib/base/view.ts",
      ],
      [
        "lib/aws/a.ts",
        'const simulator = () => import("./simulator/mod.ts");',
        "lib/aws/a.ts imports lib/aws/simulator/mod.ts: aws may not use aws/simulator",
      ],
      [
        "main.ts",
        'import { start } from "@/lib/aws/simulator/mod.ts";',
        "main.ts imports lib/aws/simulator/mod.ts: main.ts may not use aws/simulator",
      ],
      ["dev.ts", 'import { start } from "@/lib/aws/simulator/mod.ts";'],
    ],
  });
});

Deno.test("only app and the entry points read lib/config", () => {
  const text = 'import type { Config } from "@/lib/config/mod.ts";';
  for (const path of ["lib/sessions/a.ts", "routes/a.tsx"]) {
    assert.match(layerFaults(parseSource(path, text)).join(), /may not use config/);
  }
  for (const path of ["lib/app/a.ts", "main.ts", "serve.ts", "dev.ts"]) {
    assert.deepEqual(layerFaults(parseSource(path, text)), []);
  }
});

Deno.test("only app and routes know Fresh, only the AWS adapter the SDK, and no product file the tests", () => {
  const faultOf = (path: string, target: string) =>
    layerFaults(parseSource(path, `import "${target}";`)).length > 0;
  assert.ok(faultOf("lib/changes/csv.ts", "fresh"));
  assert.ok(faultOf("routes/index.tsx", "@aws-sdk/client-ssm"));
  assert.ok(faultOf("lib/aws/simulator/a.ts", "@aws-sdk/client-ssm"));
  assert.ok(faultOf("lib/app/a.ts", "../../tests/support/process.ts"));
  assert.ok(faultOf("routes/index.tsx", "../dev.ts"));
  assert.ok(!faultOf("routes/index.tsx", "fresh"));
  assert.ok(!faultOf("lib/aws/ssm.ts", "@aws-sdk/client-ssm"));
});

Deno.test("the table of lib/ has no circle, and every file of lib/ is in one of its folders", () => {
  const folders = Object.entries(LIB_LAYERS);
  for (const [index, [folder, imports]] of folders.entries()) {
    const lower = folders.slice(0, index).map(([name]) => name);
    assert.deepEqual(imports.filter((name) => !lower.includes(name)), [], folder);
  }
  const stray = ["lib/utils/a.ts", "lib/a.ts", "lib/toString/a.ts"];
  assert.deepEqual(strayPaths([...stray, "lib/qc/a.ts", "lib/scripts/files/linux/a.sh"]), stray);
  assert.deepEqual(strayPaths(globSync("lib/**/*.*", { cwd: ROOT })), []);
});

Deno.test("no files import each other in a circle", async () => {
  const planted = [
    parseSource("lib/qc/a.ts", 'import "./b.ts";'),
    parseSource("lib/qc/b.ts", 'import type { C } from "@/lib/qc/c.ts";'),
    parseSource("lib/qc/c.ts", 'export * from "./b.ts";'),
  ];
  assert.deepEqual(importCircles(planted), ["lib/qc/b.ts → lib/qc/c.ts → lib/qc/b.ts"]);
  assert.deepEqual(importCircles(await readSources(PRODUCT)), []);
});

Deno.test("islands, components and views import only what a browser may run", async () => {
  assertCheck(browserFaults, {
    files: await readSources(PRODUCT),
    planted: [
      [
        "islands/Targets.tsx",
        `import { useSignal } from "@preact/signals"; import { useEffect } from "preact/hooks";
         import { IS_BROWSER } from "fresh/runtime"; import { Badge } from "@/components/Badge.tsx";
         import { stateLabel } from "@/lib/execution/view.ts";`,
      ],
      [
        "islands/Targets.tsx",
        'import { start } from "@/lib/execution/mod.ts";',
        "islands/Targets.tsx imports lib/execution/mod.ts: a browser may run it",
      ],
      ["components/A.tsx", 'import "zod";', "components/A.tsx imports zod: a browser may run it"],
      [
        "lib/qc/view.ts",
        'export * from "./report.ts"; import "@/lib/base/view.ts";',
        "lib/qc/view.ts imports lib/qc/report.ts: a browser may run it",
      ],
      [
        "lib/base/ids.ts",
        'import "./quoted.ts"; import { join } from "node:path";',
        "lib/base/ids.ts imports node:path: a browser may run it",
      ],
    ],
  });
});

Deno.test("nothing outside jsr/ reaches into it or uses more than its published names", async () => {
  assertCheck(contractFaults, {
    files: await readSources([...PRODUCT, "tests/**/*.{ts,tsx}"]),
    planted: [
      ["routes/a.tsx", 'import { page, type PageProps } from "fresh"; import "@std/http/status";'],
      [
        "tests/a_test.ts",
        'import { App } from "../jsr/fresh_core/src/app.ts";',
        "tests/a_test.ts imports jsr/fresh_core/src/app.ts: use the published name",
      ],
      [
        "routes/a.tsx",
        'import { Partial } from "fresh/runtime";',
        "routes/a.tsx imports Partial of fresh/runtime: the contract has no such name",
      ],
      [
        "routes/a.tsx",
        'import * as fresh from "fresh";',
        "routes/a.tsx imports * of fresh: the contract has no such name",
      ],
      [
        "lib/app/a.ts",
        'import { build } from "fresh/internal";',
        "lib/app/a.ts imports fresh/internal: the contract has no such entry point",
      ],
    ],
  });
});

Deno.test("the program that main.ts starts reaches neither the simulator nor the tests", async () => {
  const banned = ["lib/aws/simulator/", "tests/"];
  const cwd = await Deno.makeTempDir();
  await Deno.mkdir(`${cwd}/lib/aws/simulator`, { recursive: true });
  await Deno.writeTextFile(`${cwd}/lib/aws/simulator/mod.ts`, "");
  await Deno.writeTextFile(`${cwd}/a.ts`, 'await import("./lib/aws/simulator/mod.ts");');
  await Deno.writeTextFile(`${cwd}/main.ts`, 'import "./a.ts"; import "./missing.ts";');
  const faults = await graphFaults("main.ts", { cwd, banned });
  await Deno.remove(cwd, { recursive: true });
  assert.deepEqual(faults.map((fault) => fault.replaceAll(cwd, "").split("\n")[0]), [
    "main.ts reaches file:///lib/aws/simulator/mod.ts",
    'main.ts reaches file:///missing.ts: Module not found "file:///missing.ts".',
  ]);
  for (const entry of globSync("main.ts", { cwd: ROOT })) {
    assert.deepEqual(await graphFaults(entry, { cwd: ROOT, banned }), []);
  }
});

Deno.test("only the edges of the program read the environment and write on the console", async () => {
  assertCheck(edgeFaults, {
    files: await readSources(PRODUCT),
    planted: [
      [
        "lib/qc/a.ts",
        'console.log(Deno.env.get("A"));',
        "lib/qc/a.ts uses console.log",
        "lib/qc/a.ts uses Deno.env",
      ],
      ["islands/A.tsx", "console.error(1);", "islands/A.tsx uses console.error"],
      ["lib/observability/a.ts", "console.error(1);"],
      ["lib/config/a.ts", "Deno.env.toObject();"],
      ["lib/config/a.ts", "console.log(1);", "lib/config/a.ts uses console.log"],
      ["lib/qc/command.ts", 'if (import.meta.main) console.log(Deno.env.get("A"));'],
    ],
  });
});

const HOSTILE_FLEET = "lib/aws/simulator/hostile_texts.ts";

Deno.test("X03: no file makes HTML or code out of text", async () => {
  assertCheck(markupFaults, {
    // The simulated fleet is hostile on purpose; what it says is data wherever it arrives.
    files: (await readSources(PRODUCT)).filter(({ path }) => path !== HOSTILE_FLEET),
    planted: [
      [
        "islands/A.tsx",
        'const a = <p dangerouslySetInnerHTML={{ __html: "" }} style={{}} onclick="x" onInput={f} />;',
        "islands/A.tsx uses dangerouslySetInnerHTML",
        "islands/A.tsx uses style",
        'islands/A.tsx uses onclick="',
      ],
      [
        "static/a.js",
        'element.innerHTML = ""; element["outerHTML"] = ""; eval("1"); // innerHTML',
        "static/a.js uses innerHTML",
        "static/a.js uses outerHTML",
        "static/a.js uses eval",
      ],
      [
        "routes/a.tsx",
        'const a = <a href="JavaScript:alert(1)">a</a>;',
        "routes/a.tsx uses JavaScript:alert(1)",
      ],
    ],
  });
});
