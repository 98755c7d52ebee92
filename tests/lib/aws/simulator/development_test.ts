import assert from "node:assert/strict";
import {
  introduction,
  simulatorSettings,
  startSimulator,
  withSampleSettings,
} from "@/lib/aws/simulator/mod.ts";
import { loadConfig, newSecretKey } from "@/lib/config/mod.ts";
import { parseCredentials } from "@/lib/credentials/mod.ts";

Deno.test("introduction() prints credentials that the sign-in page takes as they are", async () => {
  const simulator = await startSimulator();
  const text = introduction(simulator, { url: "http://127.0.0.1:8500" });
  await simulator.close();
  const blocks = text.split("\n\n").filter((block) => block.startsWith("["));
  const keys = blocks.map((block) => {
    const parsed = parseCredentials(block, { nowMs: Date.now() });
    return parsed.kind === "parsed" ? parsed.pasted.credentials.accessKeyId : parsed.kind;
  });
  const { com, gov } = simulator.credentials;
  assert.deepEqual(keys, [com.accessKeyId, gov.accessKeyId]);
  assert.match(text, /http:\/\/127\.0\.0\.1:8500\/aws/);
});

Deno.test("simulatorSettings() reads what is set, and names all that is wrong", () => {
  const env = { SIMULATOR_SEED: "7", SIMULATOR_INSTANCES: "64", SIMULATOR_SPEED: "20" };
  const read = (values: Readonly<Record<string, string>>) =>
    simulatorSettings((name) => values[name]);
  const { seed, instances, speed, latencyMs } = read({ ...env, SIMULATOR_LATENCY_MS: "" });
  assert.deepEqual([seed, instances, speed, latencyMs], [7, 64, 20, undefined]);
  assert.throws(() => read({ SIMULATOR_SPEED: "0", SIMULATOR_PORT: "web" }), {
    name: "AppError",
    message: /^Cannot start the simulator: [^]*SIMULATOR_PORT[^]*SIMULATOR_SPEED/,
  });
});

Deno.test("a taken port stops the simulator with one message", async () => {
  const first = await startSimulator();
  const port = Number(new URL(first.url).port);
  await assert.rejects(startSimulator({ port }), { code: "cannot_listen" });
  await first.close();
});

Deno.test("withSampleSettings() adds what the tools need, and keeps what is set", () => {
  const env = { SECRET_KEY: newSecretKey() };
  const url = "http://127.0.0.1:1";
  const { aws, linuxPatcherUrl, sft } = loadConfig({
    env: withSampleSettings(env, url),
    entry: "development",
  });
  assert.equal(aws.endpointUrl, url);
  assert.match(linuxPatcherUrl ?? "", /^https:/);
  assert.equal(sft.enrollmentSecretId, "pcm/sft-enrollment-token");
  const own = { LINUX_PATCHER_URL: "https://a.example/p", SFT_ENROLLMENT_TOKEN: "t" };
  const kept = withSampleSettings(own, url);
  assert.deepEqual(kept, { ...own, AWS_ENDPOINT_URL: url });
});
