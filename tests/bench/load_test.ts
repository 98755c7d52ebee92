import assert from "node:assert/strict";
import { parseWrk } from "./load.ts";

const output = `Running 4s test @ http://127.0.0.1:8998/
  1 threads and 10 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     1.65ms    2.61ms   6.99ms   75.00%
    Req/Sec   106.50    135.06   202.00    100.00%
  Latency Distribution
     50%  159.00us
     75%    4.86ms
     90%    1.07s 
     99%    1.50m 
  50 requests in 4.01s, 5.85KB read
Requests/sec:     12.47
Transfer/sec:      1.46KB
`;

Deno.test("parseWrk() reads the rate and the latencies, in milliseconds whatever their unit", () => {
  assert.deepEqual(parseWrk(output), {
    requestsPerSecond: 12.47,
    latencyMs: { p50: 0.159, p75: 4.86, p90: 1_070, p99: 90_000 },
    requests: 50,
    errors: 0,
  });
});

Deno.test("parseWrk() counts lost connections and bad answers as errors", () => {
  const lines =
    "  Socket errors: connect 1, read 2, write 0, timeout 10\n  Non-2xx or 3xx responses: 11";
  const faulty = output.replace("\nRequests/sec", `\n${lines}\nRequests/sec`);
  assert.equal(parseWrk(faulty).errors, 24);
});

Deno.test("parseWrk() refuses output without a figure or with a unit it does not know", () => {
  assert.throws(
    () => parseWrk("unable to connect"),
    /Cannot parse the output of wrk: no .*Requests/,
  );
  assert.throws(
    () => parseWrk(output.replace("159.00us", "159.00ns")),
    /Cannot parse latency "159.00ns": expected a number and us, ms, s, m or h/,
  );
});
