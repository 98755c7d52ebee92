import assert from "node:assert/strict";

Deno.test("the task starts the simulator with the permissions it names", async () => {
  const { tasks } = JSON.parse(
    await Deno.readTextFile(new URL("../../../../deno.json", import.meta.url)),
  );
  const [, ...args] = String(tasks.simulator).split(" ");
  const child = new Deno.Command(Deno.execPath(), {
    args: [...args, "--port", "0"],
    cwd: new URL("../../../../", import.meta.url),
    stdout: "piped",
    stderr: "null",
  }).spawn();
  let printed = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    printed += text;
    if (printed.includes("/_simulator/fleet")) break;
  }
  child.kill();
  await child.status;
  assert.match(printed, /^Simulated AWS: http:\/\/127\.0\.0\.1:\d+\n/);
});
