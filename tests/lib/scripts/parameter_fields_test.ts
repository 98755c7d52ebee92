import assert from "node:assert/strict";
import {
  bindScript,
  createScriptCatalog,
  enteredParameters,
  parameterFields,
} from "@/lib/scripts/mod.ts";

const scripts = createScriptCatalog();

Deno.test("a form asks for what the script's own schema says", () => {
  const script = scripts.get("linux/disk-check");
  assert.ok(script);
  assert.deepEqual(
    parameterFields(script).map(({ name, kind, choices, initial }) => (
      { name, kind, choices, initial }
    )),
    [
      { name: "format", kind: "choice", choices: ["text", "json"], initial: "text" },
      { name: "maxUsedPercent", kind: "number", choices: [], initial: "90" },
    ],
  );
});

Deno.test("every script of the library runs with what its form holds at first, or asks for more", () => {
  for (const script of scripts.values()) {
    const fields = parameterFields(script);
    const initial = Object.fromEntries(fields.map(({ name, initial }) => [name, initial]));
    const settings = Object.fromEntries(Object.values(script.settings).map((name) => [name, "x"]));
    const parameters = enteredParameters(fields, initial);
    const { kind } = bindScript(script, { parameters, settings });
    const isAsked = fields.some(({ isRequired }) => isRequired);
    assert.equal(kind, isAsked ? "invalid_parameters" : "bound", script.id);
    for (const { label, hint } of fields) assert.ok(label !== "" && hint !== "", script.id);
  }
});

Deno.test("what is no number stays a text, and what is left empty is left out", () => {
  const script = scripts.get("linux/disk-check");
  assert.ok(script);
  const fields = parameterFields(script);
  assert.deepEqual(enteredParameters(fields, { format: "json", maxUsedPercent: " 80 " }), {
    format: "json",
    maxUsedPercent: 80,
  });
  assert.deepEqual(enteredParameters(fields, { maxUsedPercent: "80%", more: "x" }), {
    maxUsedPercent: "80%",
  });
  assert.deepEqual(enteredParameters(fields, { maxUsedPercent: "" }), {});
});
