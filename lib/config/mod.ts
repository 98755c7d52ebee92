/** The environment, parsed; for `lib/app` and the entry points alone. */
export type { AppEnvironment, Config, FeatureFlags, KvConfig, RateLimit } from "./config.ts";
export { ConfigError } from "./config_error.ts";
export { developmentSecretKey } from "./development_secret_key.ts";
export { loadConfig, type LoadConfigOptions } from "./load_config.ts";
export { localUrl } from "./local_url.ts";
export { readEnvironment, VARIABLE_NAMES } from "./read_environment.ts";
export { newSecretKey, secretKeyProblem } from "./secret_key.ts";
