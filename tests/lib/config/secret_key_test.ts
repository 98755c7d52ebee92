import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { newSecretKey, secretKeyProblem } from "@/lib/config/mod.ts";

const RUNS = 10_000;
const makers: Readonly<Record<string, () => string>> = {
  "deno task secret": newSecretKey,
  "openssl rand -base64 32": () => randomBytes(32).toString("base64"),
  "openssl rand -hex 32": () => randomBytes(32).toString("hex"),
};
for (const [command, make] of Object.entries(makers)) {
  Deno.test(`${RUNS} keys as from \`${command}\` all pass`, () => {
    for (let run = 0; run < RUNS; run++) assert.equal(secretKeyProblem(make()), undefined);
  });
}

Deno.test("a key is counted in characters and may hold any script", () => {
  const letters = Array.from(
    { length: 43 },
    (_, index) => String.fromCodePoint(0x4e00 + index * 7),
  );
  assert.equal(secretKeyProblem(letters.join("")), undefined);
  assert.match(secretKeyProblem(letters.slice(1).join("")) ?? "", /^has 42 characters; expected/);
});

const weak: Readonly<Record<string, readonly string[]>> = {
  "is set but empty": [""],
  "has ": ["changeme", "password", "secret", "0".repeat(32), newSecretKey().slice(1)],
  "uses too few different characters": [
    "0".repeat(43),
    "0".repeat(64),
    "01".repeat(32),
    "changeme".repeat(8),
    "changeme-changeme-changeme-changeme-changeme",
    "secret".repeat(10),
    "deadbeef".repeat(8),
  ],
  "is made of placeholder words, sequences or repeats": [
    "your-secret-key-here-change-me-in-production-please",
    "replace-this-with-a-long-random-string-at-least-43-characters",
    "this_is_an_example_key_do_not_use_in_production_1234567890",
    "at-least-43-random-characters-made-with-deno-task-secret",
    "password1234567890password1234567890password1234567890",
    "super-secret-key-super-secret-key-super-secret-key",
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    "qwertyuiopasdfghjklzxcvbnmqwertyuiopasdfghjklzxcvbnm",
    "X7fK2pQ9".repeat(6),
    randomBytes(12).toString("base64").repeat(4),
  ],
  "contains a space, comma or control character": [
    `${newSecretKey()} `,
    `${newSecretKey()}\n`,
    `${newSecretKey()},${newSecretKey()}`,
    `${newSecretKey()}\0`,
  ],
};
for (const [problem, keys] of Object.entries(weak)) {
  Deno.test(`a key is refused that ${problem.trim()} (K01)`, () => {
    for (const key of keys) {
      const found = secretKeyProblem(key) ?? "was accepted";
      assert.ok(found.startsWith(problem), `${key} ${found}`);
      assert.ok(found.includes("`deno task secret`"));
      const shown = found.replace("`deno task secret`", "");
      assert.ok(key === "" || !shown.includes(key), "the message does not show the key");
    }
  });
}

Deno.test("`deno task secret` prints one good key and a line end", async () => {
  const command = new URL("../../../lib/config/secret_command.ts", import.meta.url);
  const { stdout, success } = await new Deno.Command(Deno.execPath(), {
    args: ["run", command.pathname],
  }).output();
  assert.ok(success);
  const [key = "", ...rest] = new TextDecoder().decode(stdout).split("\n");
  assert.equal(secretKeyProblem(key), undefined);
  assert.deepEqual(rest, [""]);
});
