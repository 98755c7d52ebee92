import { z } from "zod";
import type { Script } from "./script.ts";
import type { ParameterField } from "./view.ts";

/**
 * Lists what a form asks for before a script can run, as the script's own schema says it.
 *
 * @param script The script.
 * @returns Its parameters in the order of their declaration.
 */
export function parameterFields(
  { parameters }: Pick<Script, "parameters">,
): readonly ParameterField[] {
  const { properties = {}, required = [] } = z.toJSONSchema(parameters, { io: "input" });
  return Object.entries(properties).flatMap(([name, schema]) => {
    if (typeof schema === "boolean") return [];
    const choices = schema.enum?.map(String) ?? [];
    return [{
      name,
      label: schema.title ?? name,
      hint: schema.description ?? "",
      kind: choices.length > 0 ? "choice" : schema.type === "integer" ? "number" : "text",
      choices,
      initial: schema.default === undefined ? "" : String(schema.default),
      isRequired: required.includes(name),
    }];
  });
}

/**
 * Makes parameters of what was entered in a form. What is no number stays a text, which the
 * script's schema refuses; what was left empty gets the script's own default.
 *
 * @param fields The parameters that the form asked for.
 * @param entered The text by name.
 * @returns The parameters of a request.
 */
export function enteredParameters(
  fields: readonly ParameterField[],
  entered: Readonly<Record<string, string>>,
): Readonly<Record<string, string | number>> {
  return Object.fromEntries(
    fields.flatMap(({ name, kind }) => {
      const text = entered[name]?.trim() ?? "";
      if (text === "") return [];
      return [[name, kind === "number" && /^-?\d{1,15}$/.test(text) ? Number(text) : text]];
    }),
  );
}
