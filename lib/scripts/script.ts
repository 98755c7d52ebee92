import type { z } from "zod";

/** What a parameter may hold; in the script it is text. */
export type ScriptValue = string | number | boolean;

/** The values of a script's parameters and settings by name. */
export type ScriptValues = Readonly<Record<string, ScriptValue>>;

/** The kind of server a script runs on. */
export type ScriptPlatform = "linux" | "windows";

/** What is said of a script beside its text. */
export interface ScriptDescription {
  /** Its fixed name in the API, such as `linux/probe`. */
  readonly id: string;
  /** Its name for people. */
  readonly name: string;
  /** What it does, in a sentence. */
  readonly description: string;
  /** Servers of another platform are skipped. */
  readonly platform: ScriptPlatform;
  /** Whether it changes the server; the others only look. */
  readonly changesServer: boolean;
  /** How long it takes on one server, in seconds, until there are real durations. */
  readonly expectedSeconds: number;
  /**
   * What the operator gives: each value passes its schema, and no other name is taken. The metadata
   * `title` and `description` of a schema are the label and the help of a form.
   */
  readonly parameters: z.ZodObject<Readonly<Record<string, z.ZodType<ScriptValue>>>>;
  /** What the server adds: the name in the script, and the environment variable it comes from. */
  readonly settings: Readonly<Record<string, string>>;
}

/** One approved script. */
export interface Script extends ScriptDescription {
  /** SHA-256 of the content in lower-case hex. */
  readonly version: string;
  /** What runs on the server, all but the assignments that `renderScript()` adds. */
  readonly content: string;
}

/** A script as the product declares it, before it is put together. */
export interface ScriptDefinition extends ScriptDescription {
  /** The script's file. */
  readonly text: string;
  /** Files whose functions the script uses. */
  readonly parts?: readonly string[];
}
