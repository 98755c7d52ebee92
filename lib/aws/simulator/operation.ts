import type { z } from "zod";
import { quoted } from "@/lib/base/mod.ts";
import { refusal, type Service } from "./service_error.ts";
import type { Caller, World } from "./world.ts";

/** What an operation is given beside its input. */
export interface OperationContext {
  readonly world: World;
  readonly caller: Caller;
  /** The time, in ms since 1970. */
  readonly nowMs: number;
}

/** An operation of a JSON service gives an object, of an XML service the inner XML of its result. */
export type Operation = (input: unknown, context: OperationContext) => object | string;

/**
 * Checks an input, as the SDK never does.
 *
 * @param schema What the service accepts.
 * @param options The input and the service that refuses it.
 * @returns The parsed input.
 * @throws {ServiceError} The service's validation error, which names the first fault.
 */
export function parseInput<Schema extends z.ZodType>(
  schema: Schema,
  { input, service }: { readonly input: unknown; readonly service: Service },
): z.infer<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = quoted(issue?.path.join(".") ?? "");
  throw refusal(service, {
    condition: "invalid",
    message: `1 validation error detected: Value at ${path} failed to satisfy constraint: ` +
      `${issue?.message}`,
  });
}
