/** How a script ends on a server that its run token reached before; it ran nothing then. */
export const DUPLICATE_RUN_EXIT_CODE = 97;

/** How a script ends on a server that could not record the run; it ran nothing then. */
export const UNRECORDED_RUN_EXIT_CODE = 98;

/**
 * Reads what became of the first run, from the output of one that ended with 97.
 *
 * @param stdout The whole standard output of the refused run.
 * @returns The first run's exit code; `running` when it has not ended, or was killed; `undefined`
 * when the output says neither.
 */
export function firstRunOf(stdout: string): number | "running" | undefined {
  const answer = stdout.trim();
  if (answer === "running") return answer;
  return /^\d{1,3}$/.test(answer) ? Number(answer) : undefined;
}
