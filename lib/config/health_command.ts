/** `deno task health`: ends with 0 when the server on this machine answers that it is alive. */

const TIMEOUT_MS = 4_000;

/**
 * Asks for liveness.
 *
 * @param port The port on this machine, as PORT says.
 * @returns Whether `/api/health` answered with success in time.
 */
export async function isHealthy(port: string): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/api/health`, {
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.body?.cancel();
    return response.ok;
  } catch {
    // Whatever keeps it from answering, it is not healthy.
    return false;
  }
}

if (import.meta.main) Deno.exit(await isHealthy(Deno.env.get("PORT") || "8500") ? 0 : 1);
