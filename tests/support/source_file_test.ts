import assert from "node:assert/strict";
import { parseSource, readSources } from "./source_file.ts";

Deno.test("parseSource() finds every form of import and resolves the paths", () => {
  const file = parseSource(
    "lib/qc/report.tsx",
    `import "./side_effect.ts";
     import main, { a as b, type C } from "@/lib/base/mod.ts";
     import type * as all from "../../jsr/x.ts";
     export { d as e } from "fresh";
     export * from "npm:x@1.0.0";
     const lazy = await import("./lazy.ts");
     const computed = await import(lazy.path);
     type T = import("./types.ts").T;`,
  );
  const imports = file.imports.map(({ target, names }) => [target, ...names]);
  assert.deepEqual(imports, [
    ["lib/qc/side_effect.ts"],
    ["lib/base/mod.ts", "default", "a", "C"],
    ["jsr/x.ts", "*"],
    ["fresh", "d"],
    ["npm:x@1.0.0", "*"],
    ["lib/qc/lazy.ts", "*"],
    ["<computed>", "*"],
    ["lib/qc/types.ts", "*"],
  ]);
});

Deno.test("parseSource() finds words, strings and attributes, and nothing in comments", () => {
  const file = parseSource(
    "islands/x.tsx",
    `// console.log("comment")
     const x = <p style="color:red" onClick={() => Deno["env"].get(\`a\${import.meta.main}b\`)} />;`,
  );
  const found = ["Deno.env", "import.meta.main", "console", "console.log"];
  assert.deepEqual(found.filter((word) => file.words.has(word)), ["Deno.env", "import.meta.main"]);
  assert.deepEqual(file.strings, ["color:red", "env", "a", "b"]);
  assert.deepEqual(file.attributes, ['style="', "onClick"]);
});

Deno.test("readSources() reads the files that a glob names", async () => {
  const files = await readSources(["tests/support/source_f*.ts"]);
  const paths = files.map((file) => file.path).sort();
  assert.deepEqual(paths, ["tests/support/source_file.ts", "tests/support/source_file_test.ts"]);
});
