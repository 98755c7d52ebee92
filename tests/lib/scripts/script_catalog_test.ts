import assert from "node:assert/strict";
import { globSync } from "node:fs";
import { z } from "zod";
import { bindScript, createScriptCatalog, renderScript, scriptVersion } from "@/lib/scripts/mod.ts";
import { runToEnd } from "../../support/process.ts";
import { findProgram, installPrograms, thisMachine } from "../../support/programs.ts";
import { Host, RUN_TOKEN } from "./host.ts";

const FILES = new URL("../../../lib/scripts/files/", import.meta.url).pathname;
const CATALOG = createScriptCatalog();
const PATCHER = { LINUX_PATCHER_URL: "https://tools.example.com/patcher.sh" };

function script(id: string) {
  const found = CATALOG.get(id);
  assert.ok(found, id);
  return found;
}

Deno.test("every script file is in the catalog under the id it names", async () => {
  const files = globSync("linux/*.sh", { cwd: FILES }).filter((path) => !path.endsWith("guard.sh"));
  const ids = await Promise.all(files.map(async (path) => {
    const [shebang, idLine = ""] = (await Deno.readTextFile(FILES + path)).split("\n");
    assert.equal(shebang, "#!/bin/bash");
    return idLine.replace(/^# pcm-script: /, "");
  }));
  assert.deepEqual(ids.sort(), [...CATALOG.keys()].sort());
});

Deno.test("a script keeps its whole file inside the guard, its id at the top", async () => {
  for (const [id, { content }] of CATALOG) {
    assert.deepEqual(content.split("\n").slice(0, 2), ["#!/bin/bash", `# pcm-script: ${id}`]);
    const path = globSync("linux/*.sh", { cwd: FILES }).find((name) =>
      id.endsWith(name.replace(/^linux\/(.*)\.sh$/, "/$1"))
    );
    const [, , ...body] = (await Deno.readTextFile(`${FILES}${path}`)).split("\n");
    assert.ok(content.includes(`pcm_script() (\n${body.join("\n")})\n`), id);
  }
});

Deno.test("I07: the catalog is part of the program: it needs no permission to read files", async () => {
  const args = ["run", "--no-prompt", "lib/scripts/mod.ts"];
  const { code, stderr } = await runToEnd({ args, env: {}, deadlineMs: 30_000 });
  assert.equal(code, 0, stderr);
});

Deno.test("I04: a script's version is the SHA-256 of its content", async () => {
  for (const { content, version } of CATALOG.values()) {
    const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(content));
    assert.equal(version, new Uint8Array(hash).toHex());
    assert.notEqual(scriptVersion(`${content} `), version);
  }
});

Deno.test("shellcheck finds nothing in the script files and in what is sent", async () => {
  await installPrograms(["shellcheck"], thisMachine());
  const shellcheck = await findProgram("shellcheck", Deno.env.toObject());
  assert.ok(shellcheck);
  await using host = new Host();
  for (const each of CATALOG.values()) {
    const names = [...Object.keys(each.parameters.shape), ...Object.keys(each.settings)];
    const values = Object.fromEntries(names.map((name) => [name, "it's"]));
    await host.write(
      `${each.id.replaceAll("/", "-")}.sh`,
      renderScript(each, { runToken: RUN_TOKEN, values }),
    );
  }
  const sent = globSync("*.sh", { cwd: host.directory }).map((name) => host.path(name));
  const files = globSync("linux/*.sh", { cwd: FILES }).map((name) => FILES + name);
  const { stdout, stderr } = await new Deno.Command(shellcheck, { args: [...files, ...sent] })
    .output();
  assert.equal(sent.length, CATALOG.size);
  assert.equal(new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr), "");
});

Deno.test("every script declares its parameters so that JSON Schema can say them", () => {
  const schema = z.toJSONSchema(script("linux-qc-prep/step1-initial-qc").parameters);
  assert.deepEqual(schema.required, ["change"]);
  for (const { parameters, expectedSeconds, description, name } of CATALOG.values()) {
    assert.equal(z.toJSONSchema(parameters).type, "object");
    assert.ok(expectedSeconds > 0 && description && name);
  }
});

Deno.test("bindScript() joins the operator's parameters and the server's settings", () => {
  const bound = bindScript(script("linux-qc-prep/step1-initial-qc"), {
    parameters: { change: "CHG0031001" },
    settings: { ...PATCHER, OTHER: "unused" },
  });
  assert.deepEqual(bound, {
    kind: "bound",
    values: { change: "CHG0031001", patcherUrl: PATCHER.LINUX_PATCHER_URL },
  });
});

Deno.test("bindScript() names the environment variables that are not set", () => {
  const bound = bindScript(script("linux-qc-prep/step1-initial-qc"), {
    parameters: { change: "CHG0031001" },
    settings: { LINUX_PATCHER_URL: undefined },
  });
  assert.deepEqual(bound, { kind: "not_configured", variables: ["LINUX_PATCHER_URL"] });
});

Deno.test("I01: bindScript() refuses change numbers that a shell or a path could misread", () => {
  for (const change of ["$(reboot)", "CHG;id", "../../etc", "-opt", "CHG1\n", "", 7, null]) {
    const bound = bindScript(script("linux-qc-prep/step1-initial-qc"), {
      parameters: { change },
      settings: PATCHER,
    });
    assert.equal(bound.kind, "invalid_parameters");
    assert.deepEqual(
      bound.kind === "invalid_parameters" ? bound.errors.map(({ path }) => path) : [],
      ["parameters.change"],
    );
  }
});

Deno.test("I03: an operator gives neither a setting nor a name that is not declared", () => {
  for (const name of ["patcherUrl", "runToken", "commands", "isAdmin"]) {
    const bound = bindScript(script("linux-qc-prep/step1-initial-qc"), {
      parameters: { change: "CHG0031001", [name]: "https://evil.example.com/" },
      settings: PATCHER,
    });
    assert.equal(bound.kind, "invalid_parameters", name);
  }
  for (const parameters of [null, [], "x", undefined]) {
    const bound = bindScript(script("linux/probe"), { parameters, settings: {} });
    assert.equal(bound.kind, "invalid_parameters");
  }
});

Deno.test("linux/probe tells the server's name, kernel, system, uptime and time", async () => {
  await using host = new Host();
  const { code, stdout, stderr } = await host.run(script("linux/probe").content);
  assert.deepEqual([code, stderr], [0, ""]);
  const values = new Map(
    stdout.trimEnd().split("\n").map((line) => {
      const [name = "", ...value] = line.split("=");
      return [name, value.join("=")] as const;
    }),
  );
  assert.deepEqual([...values.keys()], ["hostname", "kernel", "os", "uptime_seconds", "time"]);
  assert.equal(values.get("hostname"), Deno.hostname());
  assert.equal(values.get("kernel"), Deno.osRelease());
  assert.match(values.get("os") ?? "", /^[^"]+$/);
  assert.match(values.get("uptime_seconds") ?? "", /^\d+$/);
  assert.match(values.get("time") ?? "", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
});
