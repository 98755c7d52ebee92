/** One instruction of a Dockerfile, such as `COPY` with `jsr/ jsr/`. */
export interface Instruction {
  readonly name: string;
  readonly value: string;
}

/** One stage: what follows a `FROM`, that line first. */
export type Stage = readonly Instruction[];

/** Reads a Dockerfile: comments left out, continued lines joined, one list a stage. */
export function parseDockerfile(text: string): {
  readonly args: Stage;
  readonly stages: readonly Stage[];
} {
  const lines = text.replace(/^\s*#.*\n/gm, "").replace(/\\\n\s*/g, "").split("\n")
    .filter((line) => line !== "");
  const instructions = lines.map((line) => {
    const [name = "", ...words] = line.split(" ");
    return { name, value: words.join(" ") };
  });
  const [args = [], ...stages] = splitBefore(instructions, ({ name }) => name === "FROM");
  return { args, stages };
}

function splitBefore<T>(items: readonly T[], starts: (item: T) => boolean): T[][] {
  const parts: T[][] = [[]];
  for (const item of items) {
    if (starts(item)) parts.push([]);
    parts.at(-1)?.push(item);
  }
  return parts;
}

/** The values of all instructions of one name. */
export function valuesOf(stage: Stage, name: string): readonly string[] {
  return stage.filter((instruction) => instruction.name === name).map(({ value }) => value);
}

/** What a stage's ENV instructions set. */
export function environmentOf(stage: Stage): Readonly<Record<string, string>> {
  const settings = valuesOf(stage, "ENV").flatMap((value) => value.split(" "));
  return Object.fromEntries(settings.map((setting) => {
    const [name = "", ...rest] = setting.split("=");
    return [name, rest.join("=")];
  }));
}
