import assert from "node:assert/strict";
import { globSync } from "node:fs";
import { z } from "zod";
import {
  bindScript,
  createScriptCatalog,
  renderScript,
  type Script,
  scriptVersion,
} from "@/lib/scripts/mod.ts";
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

/** Files that are no script: the guards, and the parts that scripts share. */
const PARTS = ["guard", "patcher", "server-state", "sft-agent", "sft-enroll"];

/** The script's file, named after the last part of its id. */
function fileOf({ id, platform }: Pick<Script, "id" | "platform">): string {
  const name = id.slice(id.lastIndexOf("/"));
  return `${platform}${name}.${platform === "linux" ? "sh" : "ps1"}`;
}

Deno.test("every script file is in the catalog under the id it names", async () => {
  const files = globSync("*/*.{sh,ps1}", { cwd: FILES })
    .filter((path) => !PARTS.some((part) => path.includes(`/${part}.`)));
  assert.deepEqual(files.sort(), [...CATALOG.values()].map(fileOf).sort());
  for (const each of CATALOG.values()) {
    const lines = (await Deno.readTextFile(FILES + fileOf(each))).split("\n");
    const expected = each.platform === "linux" ? ["#!/bin/bash"] : [];
    assert.deepEqual(lines.slice(0, expected.length + 1), [
      ...expected,
      `# pcm-script: ${each.id}`,
    ]);
  }
});

Deno.test("the catalog has every script of the contract", () => {
  const inspections = ["probe", "disk-check", "system-health", "reboot-required"];
  const more = ["service-status", "installed-packages"];
  assert.deepEqual([...CATALOG.keys()], [
    "linux-qc-prep/step1-initial-qc",
    "linux-qc-prep/step2-stage-kernel",
    "linux-qc-prep/step3-final-report",
    "linux-qc-post/validate",
    ...["sft/detect-linux", "sft/detect-windows", "sft/install-rhel", "sft/install-debian"],
    ...["sft/install-windows", "sft/reset-linux", "sft/reset-windows"],
    ...[...inspections, ...more].map((name) => `linux/${name}`),
    ...[...inspections, ...more].map((name) => `windows/${name}`),
  ]);
});

Deno.test("a script keeps its whole file inside the guard, its id at the top", async () => {
  for (const each of CATALOG.values()) {
    const [first = "", second = "", ...rest] = (await Deno.readTextFile(FILES + fileOf(each)))
      .split("\n");
    const { content, platform } = each;
    const [top, body, opening] = platform === "linux"
      ? [[first, second], rest, "pcm_script() (\n"]
      : [[first], [second, ...rest], "function Invoke-PcmScript {\n"];
    assert.deepEqual(content.split("\n").slice(0, top.length), top);
    const inside = content.slice(content.indexOf(opening) + opening.length);
    const end = platform === "linux" ? "\n)\n" : "\n}\n\ntry {\n";
    assert.ok(inside.includes(`${body.join("\n").trimEnd()}${end}`), each.id);
    assert.equal(content.split(opening).length, 2, each.id);
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
  const linux = [...CATALOG.values()].filter(({ platform }) => platform === "linux");
  for (const each of linux) {
    const names = [...Object.keys(each.parameters.shape), ...Object.keys(each.settings)];
    const values = Object.fromEntries(names.map((name) => [name, "it's"]));
    await host.write(
      `${each.id.replaceAll("/", "-")}.sh`,
      renderScript(each, { runToken: RUN_TOKEN, values }),
    );
  }
  const sent = globSync("*.sh", { cwd: host.directory }).map((name) => host.path(name));
  const files = linux.map((each) => FILES + fileOf(each));
  const { stdout, stderr } = await new Deno.Command(shellcheck, { args: [...files, ...sent] })
    .output();
  assert.equal(sent.length, linux.length);
  assert.equal(new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr), "");
});

Deno.test("every script declares its parameters so that JSON Schema can say them", () => {
  const schema = z.toJSONSchema(script("linux-qc-prep/step1-initial-qc").parameters);
  assert.deepEqual(schema.required, ["change"]);
  const names = [...CATALOG.values()].map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  for (const { id, parameters, expectedSeconds, description } of CATALOG.values()) {
    const { type, additionalProperties, properties = {} } = z.toJSONSchema(parameters, {
      io: "input",
    });
    assert.deepEqual([type, additionalProperties], ["object", false]);
    assert.ok(expectedSeconds > 0 && description.endsWith("."), id);
    for (const property of Object.values(properties)) {
      assert.ok(typeof property === "object" && property.title && property.description, id);
      assert.ok(property.pattern ?? property.enum ?? property.maximum, id);
    }
  }
});

Deno.test("scripts that change a server say so", () => {
  const changing = [...CATALOG.values()].filter(({ changesServer }) => changesServer);
  assert.deepEqual(changing.map(({ id }) => id), [
    "linux-qc-prep/step2-stage-kernel",
    "sft/install-rhel",
    "sft/install-debian",
    "sft/install-windows",
    "sft/reset-linux",
    "sft/reset-windows",
  ]);
});

Deno.test("parameters that are left out have a value all the same, as bash with -u needs it", () => {
  for (const each of CATALOG.values()) {
    const shape = Object.keys(each.parameters.shape);
    const parameters = { change: "CHG0031001", kernel: "4.18.0-553.45.1.el8_10" };
    const given = Object.entries(parameters).filter(([name]) => shape.includes(name));
    const bound = bindScript(each, {
      parameters: Object.fromEntries(given),
      settings: { ...PATCHER, SFT_ENROLLMENT_TOKEN: "t" },
    });
    assert.ok(bound.kind === "bound", each.id);
    const names = [...shape, ...Object.keys(each.settings)];
    assert.deepEqual(Object.keys(bound.values).sort(), names.sort());
    const used = new Set(each.content.match(/(?<=\$\{?)PCM_[A-Z_]+/g));
    const sent = new Set(
      renderScript({ content: "", platform: "linux" }, {
        runToken: RUN_TOKEN,
        values: bound.values,
      })
        .match(/^PCM_[A-Z_]+/gm),
    );
    sent.add("PCM_RUN_DIR");
    assert.deepEqual([...used].filter((name) => !sent.has(name)), [], each.id);
    assert.deepEqual([...sent].filter((name) => !/RUN/.test(name) && !used.has(name)), [], each.id);
  }
});

Deno.test("I01: no parameter takes what a shell, a path or an option could misread", () => {
  const hostile = [
    "$(reboot)",
    "a;id",
    "../../etc",
    "-opt",
    "a\n",
    "a'b",
    'a"b',
    "`id`",
    "a|b",
    "{{a}}",
  ];
  for (const { id, parameters } of CATALOG.values()) {
    for (const [name, schema] of Object.entries(parameters.shape)) {
      for (const value of [...hostile, "x".repeat(5_000), null, {}, 1e9]) {
        assert.equal(schema.safeParse(value).success, false, `${id} ${name} ${value}`);
      }
    }
  }
});

Deno.test("I15: no parameter takes long to refuse a hostile text", () => {
  for (const { parameters } of CATALOG.values()) {
    for (const schema of Object.values(parameters.shape)) {
      for (const unit of ["a", "a ", "a, ", "1.", "-", "a."]) {
        const startedAtMs = performance.now();
        assert.equal(schema.safeParse(`${unit.repeat(50_000)}!`).success, false);
        assert.ok(performance.now() - startedAtMs < 50);
      }
    }
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
