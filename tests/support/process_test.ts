import assert from "node:assert/strict";
import { freePort, isListening, runToEnd, startProcess } from "./process.ts";
import { INHERITED } from "./running_process.ts";

const deadlineMs = 20_000;

const server = `
  Deno.addSignalListener("SIGTERM", async () => { await server.shutdown(); console.log("bye"); Deno.exit(7); });
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: ({ port }) =>
    console.log("starting\\nready: http://127.0.0.1:" + port + "/ (see http://127.0.0.1:1/)") },
    () => { console.error("was asked"); return new Response(Deno.env.get("GREETING")); });
`;

Deno.test("startProcess() gives the URL of the ready line, then each line as it comes", async () => {
  const env = { GREETING: "hello" };
  await using app = await startProcess({
    args: ["eval", server],
    env,
    readyLine: /^ready/,
    deadlineMs,
  });
  assert.match(app.url, /^http:\/\/127\.0\.0\.1:\d+\/$/);
  assert.equal(await (await fetch(app.url)).text(), "hello");
  await app.waitForLine(/^was asked$/);
  assert.deepEqual(app.stderr, ["was asked"]);
  assert.equal(app.stdout[0], "starting");
});

Deno.test("stop() sends the signal and waits for the process's own end and last line", async () => {
  const app = await startProcess({
    args: ["eval", server],
    env: {},
    readyLine: /^ready/,
    deadlineMs,
  });
  assert.equal((await app.stop("SIGTERM")).code, 7);
  assert.equal(app.stdout.at(-1), "bye");
  assert.equal((await app.stop()).code, 7);
});

Deno.test("startProcess() ends what it started when the ready line does not come in time", async () => {
  const script = 'console.log(Deno.listen({ hostname: "127.0.0.1", port: 0 }).addr.port)';
  const args = ["eval", `${script}; setInterval(() => {}, 1000)`];
  const start = startProcess({ args, env: {}, readyLine: /^ready/, deadlineMs: 2_000 });
  let port = NaN;
  await assert.rejects(start, ({ message }: Error) => {
    const expected = /^Process did not print \/\^ready\/ in 2000 ms; its output was:\n(\d+)$/;
    port = Number(message.match(expected)?.[1]);
    return true;
  });
  await assert.rejects(
    Deno.connect({ hostname: "127.0.0.1", port }),
    Deno.errors.ConnectionRefused,
  );
});

Deno.test("startProcess() reports the output of a process that ends before it is ready", async () => {
  const args = ["eval", "console.error('no key'); Deno.exit(2)"];
  await assert.rejects(
    startProcess({ args, env: {}, readyLine: /^ready/, deadlineMs }),
    /the process ended first; its output was:\nno key/,
  );
});

Deno.test("runToEnd() returns the code, both streams and a last line without a line feed", async () => {
  const args = ["eval", "await Deno.stdout.write(new TextEncoder().encode('a\\nb')); Deno.exit(3)"];
  const { elapsedMs, ...result } = await runToEnd({ args, env: {}, deadlineMs });
  assert.deepEqual(result, { code: 3, stdout: "a\nb", stderr: "" });
  assert.ok(elapsedMs > 0 && elapsedMs < deadlineMs);
});

Deno.test("runToEnd() hands on only the given environment and what Deno needs", async () => {
  const args = ["eval", "console.log(JSON.stringify(Object.keys(Deno.env.toObject()).sort()))"];
  const { stdout } = await runToEnd({ args, env: { APP_ENV: "production" }, deadlineMs });
  const allowed = ["APP_ENV", "NO_COLOR", ...INHERITED];
  assert.deepEqual(JSON.parse(stdout).filter((name: string) => !allowed.includes(name)), []);
});

Deno.test("freePort() gives a port that can be listened on", () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: freePort() });
  assert.ok(listener.addr.port > 0);
});

Deno.test("isListening() tells whether a port is taken", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  assert.equal(await isListening(listener.addr.port), true);
  listener.close();
  assert.equal(await isListening(listener.addr.port), false);
});
