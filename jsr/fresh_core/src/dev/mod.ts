/**
 * Building and developing an application.
 *
 * @module
 */
export { Builder } from "./builder.ts";
export type { BuildOptions, ResolvedBuildConfig } from "./build_config.ts";
export type { OnTransformArgs, OnTransformOptions, TransformFn } from "./transform.ts";
