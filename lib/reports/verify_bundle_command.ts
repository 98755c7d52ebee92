/** `deno task verify-bundle FILE`: says whether an evidence bundle is as it was written. */
import { verifyEvidence } from "./verify_evidence.ts";

async function main(path: string): Promise<void> {
  using file = await Deno.open(path);
  const verdict = await verifyEvidence(linesOf(file.readable));
  if (verdict.kind === "intact") {
    console.log(`OK: ${verdict.records} records, last hash ${verdict.lastHash}`);
    return;
  }
  console.log(`BROKEN at record ${verdict.line}: ${verdict.reason}`);
  Deno.exitCode = 1;
}

/** Line feeds alone end a line: an output may hold what other readers take for the end of one. */
async function* linesOf(bytes: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  let rest = "";
  for await (const text of bytes.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  if (rest !== "") yield rest;
}

if (import.meta.main) {
  const [path] = Deno.args;
  if (path === undefined) {
    console.error("Usage: deno task verify-bundle FILE");
    Deno.exitCode = 2;
  } else {
    await main(path);
  }
}
