import { AppError } from "@/lib/base/mod.ts";

/**
 * Runs a step of the start. What we know how to explain is printed without a stack, and the process
 * ends with code 1 before any port opens.
 *
 * @param step The step.
 * @returns What the step gives.
 * @throws {unknown} What the step throws and is no `AppError`: a fault, which keeps its stack.
 */
export async function bootStep<T>(step: () => T | Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    await Deno.stderr.write(new TextEncoder().encode(`${error.message}\n`));
    Deno.exit(1);
  }
}
