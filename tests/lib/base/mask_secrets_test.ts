import assert from "node:assert/strict";
import { maskSecrets } from "@/lib/base/mod.ts";

// Assembled here, so that no scanner takes this file for a leak.
const accessKeyId = "ASIA" + "IOSFODNN7EXAMPLE";
const secretAccessKey = "wJalrXUtnFEMI/K7MDENG" + "/bPxRfiCYEXAMPLEKEY";
const sessionToken = "IQoJb3JpZ2luX2VjE" + "A/+b0c9".repeat(40) + "==";

Deno.test("maskSecrets() masks AWS keys wherever they stand, and counts them (L02, L04)", () => {
  const texts = [
    `export AWS_ACCESS_KEY_ID=${accessKeyId}`,
    `AWS_SECRET_ACCESS_KEY=${secretAccessKey}`,
    `secret: ${secretAccessKey}.`,
    JSON.stringify(`line\n${secretAccessKey}`),
    `{"SessionToken":"${sessionToken}"}`,
    `https://sts.amazonaws.com/?X-Amz-Security-Token=${encodeURIComponent(sessionToken)}`,
    `${accessKeyId}:Zm9v`,
  ];
  for (const text of texts) {
    const masked = maskSecrets(text);
    assert.equal(masked.count, 1, masked.text);
    assert.match(masked.text, /\[secret\]/);
    for (const secret of [accessKeyId, secretAccessKey, sessionToken.slice(20, 60)]) {
      assert.ok(!masked.text.includes(secret), masked.text);
    }
  }
  assert.equal(maskSecrets(`${accessKeyId} ${secretAccessKey} ${sessionToken}`).count, 3);
});

Deno.test("maskSecrets() masks headers, labelled values and private keys (L02, L04)", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["Authorization: Bearer canary", "Authorization: [secret]"],
    ["set-cookie: pcm_session=canary; Path=/\nnext", "set-cookie: [secret]\nnext"],
    ['{"cookie":"a=canary","b":1}', '{"cookie":"[secret]","b":1}'],
    ["sessionToken=canary12, x", "sessionToken=[secret], x"],
    ["csrf_token: canary12", "csrf_token: [secret]"],
    [
      "-----BEGIN RSA PRIVATE KEY-----\ncanary\n-----END RSA PRIVATE KEY-----\nafter",
      "-----BEGIN RSA PRIVATE KEY-----[secret]\nafter",
    ],
    ["-----BEGIN PRIVATE KEY-----\ncanary", "-----BEGIN PRIVATE KEY-----[secret]"],
  ];
  for (const [text, expected] of cases) {
    assert.deepEqual(maskSecrets(text), { text: expected, count: 1 });
  }
});

Deno.test("maskSecrets() leaves what an operator needs to read", () => {
  const texts = [
    "i-0123456789abcdef0 in 123456789012 us-gov-west-1",
    "arn:aws:sts::123456789012:assumed-role/OrganizationAccountAccessRole/operator",
    "commit 5f2b1d0c9e8a7f6b5c4d3e2f1a0b9c8d7e6f5a4b",
    "sha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "kernel-5.14.0-427.13.1.el9_4.x86_64 /var/log/messages",
    "DENO_KV_ACCESS_TOKEN: is not set; expected a key made with `deno task secret`",
    "The security token included in the request is expired",
  ];
  for (const text of texts) assert.deepEqual(maskSecrets(text), { text, count: 0 });
});

Deno.test("maskSecrets() stays linear on hostile text (I15)", () => {
  const pieces = ["A", "a", "aA", "\\nA", "cookie", "cookie:", "password =", "AKIA", "-----BEGIN "];
  for (const piece of [...pieces, "-----BEGIN PRIVATE KEY-----", "session_token:", " ", "%"]) {
    const text = piece.repeat(Math.ceil(100_000 / piece.length));
    const startMs = performance.now();
    maskSecrets(text);
    const tookMs = performance.now() - startMs;
    assert.ok(tookMs < 200, `${JSON.stringify(piece)} took ${tookMs} ms`);
  }
});
