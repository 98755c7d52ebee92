import type { AccountId, Secret } from "@/lib/base/mod.ts";

/** How strict the process is. */
export type AppEnvironment = "production" | "development";

/** At most `limit` requests in each window of `windowMs`. */
export interface RateLimit {
  /** How many requests. */
  readonly limit: number;
  /** The window in ms. */
  readonly windowMs: number;
}

/** Where the state lives. */
export type KvConfig =
  | { readonly kind: "file"; readonly path: string }
  /** A KV Connect server; Deno itself reads its DENO_KV_ACCESS_TOKEN from the environment. */
  | { readonly kind: "remote"; readonly url: string }
  /** The database Deno Deploy gives the process. */
  | { readonly kind: "managed" };

/** Security checks that block when `true`, and only report when `false`. */
export interface FeatureFlags {
  /** The account allow-list and the idle limit. */
  readonly newAuth: boolean;
  /** Content Security Policy. */
  readonly xssProtection: boolean;
  /** CSRF tokens on unsafe methods. */
  readonly csrfTokens: boolean;
  /** `__Host-` and Secure cookies; `false` gives the plain cookie name. */
  readonly secureSessions: boolean;
}

/** Everything the environment says, parsed once at the start. */
export interface Config {
  /** APP_ENV. */
  readonly environment: AppEnvironment;
  /** The key everything else is derived from. */
  readonly secretKey: Secret;
  /** Older keys: they open what they sealed and seal nothing. */
  readonly previousSecretKeys: readonly Secret[];
  /** The address to listen on. */
  readonly host: string;
  /** The port to listen on. */
  readonly port: number;
  /** The origin users see, such as `https://tools.example.com`. */
  readonly publicOrigin: string;
  /** Believe X-Forwarded-For and X-Forwarded-Proto. */
  readonly trustProxy: boolean;
  /** Where the state lives. */
  readonly kv: KvConfig;
  /** Which AWS to call, and for whom. */
  readonly aws: {
    /** Replaces the endpoints of all services. */
    readonly endpointUrl?: string | undefined;
    /** Whose identities may sign in. */
    readonly allowedAccounts: "*" | readonly AccountId[];
    /** The name of the role assumed in other accounts. */
    readonly crossAccountRole: string;
  };
  /** How long a session and its credentials live. */
  readonly session: {
    /** Without activity. */
    readonly idleMs: number;
    /** In any case. */
    readonly maxMs: number;
    /** Since the credentials were pasted. */
    readonly credentialTtlMs: number;
  };
  /** Requests allowed per session, or per address when signed out. */
  readonly rateLimits: {
    /** Signing in. */
    readonly auth: RateLimit;
    /** Starting runs. */
    readonly execution: RateLimit;
    /** All else. */
    readonly read: RateLimit;
  };
  /** From where Linux hosts fetch the patcher; https, safe in a shell. */
  readonly linuxPatcherUrl?: string | undefined;
  /** What enrolls a server with the SFT tool. */
  readonly sft: {
    /** The token itself. */
    readonly enrollmentToken?: Secret | undefined;
    /** Name or ARN in Secrets Manager. */
    readonly enrollmentSecretId?: string | undefined;
  };
  /** What is logged, and how. */
  readonly log: {
    /** The least important level. */
    readonly level: "debug" | "info" | "warn" | "error";
    /** For a terminal, or one line an event. */
    readonly format: "pretty" | "json";
  };
  /** Without it, /metrics answers to loopback only. */
  readonly metricsToken?: Secret | undefined;
  /** Security checks that may be set to report only. */
  readonly flags: FeatureFlags;
}
