import { join } from "node:path";

/** A program that tests run, and the Debian packages that bring it. */
interface Program {
  /** Names to look for on PATH, best first. */
  readonly names: readonly string[];
  readonly packages: readonly string[];
}

/** Chromium alone brings no font: without one, pages have no legible text. */
export const PROGRAMS = {
  chromium: {
    names: ["chromium", "google-chrome"],
    packages: ["chromium", "fonts-dejavu-core"],
  },
  shellcheck: { names: ["shellcheck"], packages: ["shellcheck"] },
  wrk: { names: ["wrk"], packages: ["wrk"] },
} as const satisfies Record<string, Program>;

export type ProgramName = keyof typeof PROGRAMS;

export interface Machine {
  readonly env: Readonly<Record<string, string>>;
  /** The user's id; 0 may install packages. */
  readonly uid: number | null;
  /** Runs a program in the foreground, its output shown; returns the exit code. */
  readonly run: (program: string, args: readonly string[]) => Promise<number>;
}

/**
 * Returns the program's path, from the variable of its name or from PATH; `undefined` when it is on
 * neither.
 */
export async function findProgram(
  name: ProgramName,
  env: Machine["env"],
): Promise<string | undefined> {
  return env[name.toUpperCase()] ?? await findOnPath(PROGRAMS[name].names, env);
}

/**
 * Installs what is missing of the programs, with apt-get as root, and returns nothing when all are
 * there.
 *
 * Throws an error with one line that says what to install when it may not, cannot, or apt-get
 * fails.
 */
export async function installPrograms(
  names: readonly ProgramName[],
  machine: Machine,
): Promise<void> {
  for (const name of names) {
    if (await findProgram(name, machine.env)) continue;
    const install = ["install", "-y", "--no-install-recommends", ...PROGRAMS[name].packages];
    if (await aptGet(["update"], machine) && await aptGet(install, machine)) continue;
    const variable = name.toUpperCase();
    const command = `apt-get ${install.join(" ")}`;
    throw new Error(
      `Cannot find ${name}: set ${variable} to its path, or install it as root (Debian: ${command})`,
    );
  }
}

/** This machine, for the functions above. */
export function thisMachine(): Machine {
  return {
    env: Deno.env.toObject(),
    uid: Deno.uid(),
    run: async (program, args) => {
      const env = { DEBIAN_FRONTEND: "noninteractive" };
      const { code } = await new Deno.Command(program, { args: [...args], env }).spawn().status;
      return code;
    },
  };
}

/**
 * Returns whether apt-get did it; it is not even asked when it is not there or the user is not
 * root.
 */
async function aptGet(args: readonly string[], { env, uid, run }: Machine): Promise<boolean> {
  const program = uid === 0 ? await findOnPath(["apt-get"], env) : undefined;
  return program !== undefined && await run(program, args) === 0;
}

async function findOnPath(
  names: readonly string[],
  env: Machine["env"],
): Promise<string | undefined> {
  const directories = (env.PATH ?? "").split(":").filter((directory) => directory !== "");
  for (const path of names.flatMap((name) => directories.map((each) => join(each, name)))) {
    if (await isFile(path)) return path;
  }
  return undefined;
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return false;
    }
    throw error;
  }
}
