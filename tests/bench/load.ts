import { findProgram } from "../support/programs.ts";

export interface LoadOptions {
  readonly url: string;
  /** Connections kept open, each with one request under way. */
  readonly connections: number;
  readonly durationSeconds: number;
  /** Request headers, such as the cookie of a session. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Load {
  readonly requestsPerSecond: number;
  readonly latencyMs: {
    readonly p50: number;
    readonly p75: number;
    readonly p90: number;
    readonly p99: number;
  };
  readonly requests: number;
  /** Answers other than 2xx and 3xx, and requests that got none. A figure with any is no figure. */
  readonly errors: number;
}

/**
 * Loads the URL with wrk, from one thread, and returns the rate and the latencies it saw.
 *
 * Throws when wrk is not there or cannot connect.
 */
export async function measure(
  { url, connections, durationSeconds, headers = {} }: LoadOptions,
): Promise<Load> {
  const wrk = await findProgram("wrk", Deno.env.toObject());
  if (wrk === undefined) throw new Error("Cannot find wrk: install it, or set WRK to its path");
  const { code, stdout, stderr } = await new Deno.Command(wrk, {
    args: [
      "--latency",
      "--threads=1",
      `--connections=${connections}`,
      `--duration=${durationSeconds}s`,
      ...Object.entries(headers).map(([name, value]) => `--header=${name}: ${value}`),
      url,
    ],
  }).output();
  const decoder = new TextDecoder();
  if (code !== 0) throw new Error(`Cannot load "${url}": ${decoder.decode(stderr).trim()}`);
  return parseWrk(decoder.decode(stdout));
}

/** Reads what `wrk --latency` prints. Throws when a figure is missing. */
export function parseWrk(output: string): Load {
  const latency = (percentile: number) =>
    milliseconds(part(output, new RegExp(`^ +${percentile}% +(\\S+) *$`, "m")));
  const socketErrors = output.match(/^ *Socket errors: (.*)$/m)?.[1]?.match(/\d+/g) ?? [];
  const badAnswers = output.match(/^ *Non-2xx or 3xx responses: (\d+)$/m)?.[1] ?? "0";
  return {
    requestsPerSecond: Number(part(output, /^Requests\/sec: +([\d.]+)$/m)),
    latencyMs: { p50: latency(50), p75: latency(75), p90: latency(90), p99: latency(99) },
    requests: Number(part(output, /^ +(\d+) requests in /m)),
    errors: [...socketErrors, badAnswers].reduce((sum, count) => sum + Number(count), 0),
  };
}

const MS_PER_UNIT: Readonly<Record<string, number>> = {
  us: 0.001,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
};

function milliseconds(text: string): number {
  const [, value, unit = ""] = text.match(/^([\d.]+)([a-z]+)$/) ?? [];
  const factor = MS_PER_UNIT[unit];
  if (factor === undefined) {
    throw new Error(`Cannot parse latency "${text}": expected a number and us, ms, s, m or h`);
  }
  return Number(value) * factor;
}

function part(output: string, pattern: RegExp): string {
  const found = output.match(pattern)?.[1];
  if (found === undefined) {
    throw new Error(`Cannot parse the output of wrk: no ${pattern} in "${output}"`);
  }
  return found;
}
