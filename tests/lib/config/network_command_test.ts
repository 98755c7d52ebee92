import assert from "node:assert/strict";
import { networkHosts } from "@/lib/config/network_command.ts";

type Env = Readonly<Record<string, string>>;

const hosts = (env: Env): string => networkHosts((name) => env[name]).join(" ");

Deno.test("networkHosts() gives the own address, AWS, and the servers that are set (R17)", () => {
  assert.equal(hosts({}), "0.0.0.0:8500 *.amazonaws.com");
  assert.equal(hosts({ HOST: "127.0.0.1", PORT: "80" }), "127.0.0.1:80 *.amazonaws.com");
  assert.equal(hosts({ HOST: "", PORT: "" }), hosts({}));
  const servers = {
    DENO_KV_URL: "https://kv.example.com/a",
    AWS_ENDPOINT_URL: "http://10.0.0.1:4566",
  };
  assert.equal(hosts(servers), `${hosts({})} kv.example.com 10.0.0.1:4566`);
});

Deno.test("networkHosts() writes an IPv6 address as Deno's permission wants it", () => {
  assert.equal(hosts({ HOST: "::1" }), "[::1]:8500 *.amazonaws.com");
  const endpoint = { AWS_ENDPOINT_URL: "https://[2001:db8::1]/" };
  assert.equal(hosts(endpoint), `${hosts({})} [2001:db8::1]`);
});

Deno.test("networkHosts() leaves what cannot be read to the configuration to report", () => {
  const wrong: readonly Env[] = [
    { PORT: "99999" },
    { PORT: "eight" },
    { PORT: "1,*" },
    { HOST: "a b" },
    { HOST: "a,*" },
    { HOST: "*" },
    { HOST: "::1]" },
    { DENO_KV_URL: "kv" },
    { AWS_ENDPOINT_URL: "http://*:80" },
    { AWS_ENDPOINT_URL: "file:///a" },
    { AWS_ENDPOINT_URL: "https://a,b.example.com" },
  ];
  for (const env of wrong) assert.equal(hosts(env), hosts({}), JSON.stringify(env));
});
