import assert from "node:assert/strict";

const ROOT = new URL("../", import.meta.url);
const MAX_FILE_BYTES = 512 * 1024;

/**
 * Directories of a machine; of root's home only what the tool itself writes on a target is a path
 * of the product.
 */
const MACHINE_PATHS = [
  /(?<![\w.$}])\/work\//,
  /(?<![\w.$}])\/home\/\w/,
  /\/root\/(?!LinuxPatcher|CHG|[<${])/,
];
const REGISTRIES =
  /\b(registry\.npmjs\.org|registry\.yarnpkg\.com|(npm\.)?jsr\.io|deno\.land\/(x|std)|deb\.debian\.org|pypi\.org)\b/;

/** The files that are in git, or would be with the next `git add`. */
async function repositoryFiles(): Promise<readonly string[]> {
  const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const { code, stdout } = await new Deno.Command("git", { args, cwd: ROOT }).output();
  assert.equal(code, 0);
  return new TextDecoder().decode(stdout).split("\0").filter((path) => path !== "");
}

/** Says which lines hold a path of somebody's machine or the host of a package registry. */
function lineFaults(path: string, text: string): readonly string[] {
  return text.split("\n").flatMap((line, index) =>
    [...MACHINE_PATHS, REGISTRIES].some((pattern) => pattern.test(line))
      ? [`${path}:${index + 1}: ${line.trim().slice(0, 100)}`]
      : []
  );
}

/** Says what is wrong with a file's place or size. */
function fileFaults(path: string, bytes: number): readonly string[] {
  return [
    ...(/^(data|_fresh)\//.test(path) ? [`${path} is made when the program runs`] : []),
    ...(bytes > MAX_FILE_BYTES ? [`${path} has ${bytes} bytes`] : []),
  ];
}

/**
 * The keys of the first two levels of a YAML file indented by two spaces: `reviews.auto_review`.
 */
function yamlKeys(text: string): readonly string[] {
  let parent = "";
  return Array.from(text.matchAll(/^( {2})?([\w-]+):/gm), ([, indent, key = ""]) => {
    if (indent) return `${parent}.${key}`;
    parent = key;
    return key;
  });
}

Deno.test("the repository has its licence, its documents and its example settings", async () => {
  const files = await repositoryFiles();
  const expected = ["LICENSE", "CHANGELOG.md", "README.md", ".env.example", ".editorconfig"];
  assert.deepEqual(expected.filter((path) => !files.includes(path)), []);
});

Deno.test("no file of the repository is made by the program or larger than 512 kB", async () => {
  assert.deepEqual(fileFaults("data/pcm-ops.kv", 1), [
    "data/pcm-ops.kv is made when the program runs",
  ]);
  assert.deepEqual(fileFaults("static/a.png", 524_289), ["static/a.png has 524289 bytes"]);
  assert.deepEqual(fileFaults("tests/data/a.csv", 524_288), []);
  const faults = (await repositoryFiles()).map(async (path) =>
    fileFaults(path, (await Deno.stat(new URL(path, ROOT))).size)
  );
  assert.deepEqual((await Promise.all(faults)).flat(), []);
});

Deno.test("no text file names a path of a machine or the host of a package registry", async () => {
  const [home, root] = ["/home", "/root"];
  const bad = [`${home}/me/a`, `cd ${root}/.cache`, "/work" + "/main", "https://jsr." + "io/@a/b"];
  for (const line of bad) assert.deepEqual(lineFaults("a", `x\n${line}`), [`a:2: ${line}`]);
  const good =
    `${root}/<change>/qc_report.txt ${root}/LinuxPatcher ${root}/\${change} src${home}/a`;
  assert.deepEqual(lineFaults("a", good), []);
  const paths = (await repositoryFiles()).filter((path) => path !== "deno.lock");
  const faults = paths.map(async (path) => {
    const text = new TextDecoder().decode(await Deno.readFile(new URL(path, ROOT)));
    return text.includes("\0") ? [] : lineFaults(path, text);
  });
  assert.deepEqual((await Promise.all(faults)).flat(), []);
});

Deno.test(".coderabbit.yaml has only settings that CodeRabbit knows", async () => {
  const known = ["auto_review", "path_filters", "path_instructions"].map((key) => `reviews.${key}`);
  const unknownKeys = (text: string) =>
    yamlKeys(text).filter((key) => key !== "reviews" && !known.includes(key));
  assert.deepEqual(unknownKeys("reviews:\n  tools:\n    ruff:\nissues:\n  linear: 1\n"), [
    "reviews.tools",
    "issues",
    "issues.linear",
  ]);
  const text = await Deno.readTextFile(new URL(".coderabbit.yaml", ROOT));
  assert.deepEqual(unknownKeys(text), []);
  assert.deepEqual(yamlKeys(text).length, 1 + known.length);
});
