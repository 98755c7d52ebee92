/**
 * Gives the address of this process for people; a wildcard is reached as localhost.
 *
 * @param listening Where the process listens.
 * @returns The URL, without a trailing slash.
 */
export function localUrl(
  { host, port }: { readonly host: string; readonly port: number },
): string {
  const name = host === "0.0.0.0" || host === "::" ? "localhost" : host;
  return `http://${name.includes(":") ? `[${name}]` : name}:${port}`;
}
