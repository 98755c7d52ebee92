import type { z } from "zod";

/** What a parameter may hold; in the script it is text. */
export type ScriptValue = string | number | boolean;

/** The values of a script's parameters and settings by name. */
export type ScriptValues = Readonly<Record<string, ScriptValue>>;

/** The kind of server a script runs on. */
export type ScriptPlatform = "linux" | "windows";

/** One approved script. */
export interface Script {
  /** Its fixed name in the API, such as `linux/probe`. */
  readonly id: string;
  /** Its name for people. */
  readonly name: string;
  /** What it does, in a sentence. */
  readonly description: string;
  /** Servers of another platform are skipped. */
  readonly platform: ScriptPlatform;
  /** SHA-256 of the content in lower-case hex. */
  readonly version: string;
  /** What runs on the server, all but the assignments that `renderScript()` adds. */
  readonly content: string;
  /** How long it takes on one server, in seconds, until there are real durations. */
  readonly expectedSeconds: number;
  /** What the operator gives: each value passes its schema, and no other name is taken. */
  readonly parameters: z.ZodObject<Readonly<Record<string, z.ZodType<ScriptValue>>>>;
  /** What the server adds: the name in the script, and the environment variable it comes from. */
  readonly settings: Readonly<Record<string, string>>;
}
