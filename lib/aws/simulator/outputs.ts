/** How much of an output GetCommandInvocation and a list give, in characters. */
const STDOUT_CHARACTERS = 24_000;
const STDERR_CHARACTERS = 8_000;
const LISTED_CHARACTERS = 2_500;
const OUTPUT_MARK = "\n---Output truncated---";
const ERROR_MARK = "\n---Error truncated----";
const ERROR_HEADING = "\n----------ERROR-------\n";

/** Cuts standard output as GetCommandInvocation does, with the agent's mark. */
export function cutStdout(text: string): string {
  return cut(text, { characters: STDOUT_CHARACTERS, mark: OUTPUT_MARK });
}

/** Cuts standard error as GetCommandInvocation does, with the agent's mark. */
export function cutStderr(text: string): string {
  return cut(text, { characters: STDERR_CHARACTERS, mark: ERROR_MARK });
}

/** Joins both outputs as a list shows them; when both are long, each gets half. */
export function listedOutput({ stdout, stderr }: { stdout: string; stderr: string }): string {
  if (stderr === "") return cut(stdout, { characters: LISTED_CHARACTERS, mark: OUTPUT_MARK });
  const room = LISTED_CHARACTERS - ERROR_HEADING.length;
  const errors = cut(stderr, {
    characters: Math.max(room / 2, room - stdout.length),
    mark: ERROR_MARK,
  });
  const output = cut(stdout, { characters: room - errors.length, mark: OUTPUT_MARK });
  return `${output}${ERROR_HEADING}${errors}`;
}

function cut(
  text: string,
  { characters, mark }: { readonly characters: number; readonly mark: string },
): string {
  if (text.length <= characters) return text;
  return text.slice(0, Math.floor(characters) - mark.length) + mark;
}
