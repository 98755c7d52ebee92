/**
 * The key of one process's readiness probe.
 *
 * @param processId Random id of the process.
 * @returns The KV key.
 */
export function readinessKey(processId: string): Deno.KvKey {
  return ["readiness", processId];
}
