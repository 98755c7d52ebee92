const DEADLINE_MS = 10_000;

/** An answer as it came over the wire. */
export interface RawResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/**
 * Sends a request over a TCP connection of its own, byte by byte as given: what fetch() would
 * repair, refuse or add stays as it is. Only `Connection: close` is added.
 *
 * It reads to the end of the answer, not of the connection: Deno.serve keeps one open for the rest
 * of a body that it has already refused. Throws when no answer comes within ten seconds.
 */
export async function sendRaw(
  port: number,
  { head, body = "" }: { readonly head: readonly string[]; readonly body?: string },
): Promise<RawResponse> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const deadline = setTimeout(() => connection.close(), DEADLINE_MS);
  try {
    const text = [...head, "Connection: close", "", body].join("\r\n");
    await new Response(text).body?.pipeTo(connection.writable, { preventClose: true });
    return await readAnswer(connection);
  } finally {
    clearTimeout(deadline);
  }
}

async function readAnswer(connection: Deno.Conn): Promise<RawResponse> {
  const buffer = new Uint8Array(16_384);
  let received = new Uint8Array();
  for (;;) {
    const bytes = await connection.read(buffer);
    if (bytes !== null) received = new Uint8Array([...received, ...buffer.subarray(0, bytes)]);
    const answer = new TextDecoder().decode(received);
    if (bytes === null || isWhole(answer)) return parseResponse(answer);
  }
}

/** Reads an answer whose body has a length or none, as everything this application sends has. */
function parseResponse(answer: string): RawResponse {
  const [head = "", ...rest] = answer.split("\r\n\r\n");
  const [statusLine = "", ...lines] = head.split("\r\n");
  const status = Number(statusLine.match(/^HTTP\/1\.[01] (\d{3})/)?.[1]);
  const fields = lines.filter((line) => line.includes(":")).map((line): [string, string] => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
  return { status, headers: new Headers(fields), body: rest.join("\r\n\r\n") };
}

function isWhole(answer: string): boolean {
  const { headers, body } = parseResponse(answer);
  const length = headers.get("content-length");
  return answer.includes("\r\n\r\n") && length !== null &&
    new TextEncoder().encode(body).byteLength >= Number(length);
}
