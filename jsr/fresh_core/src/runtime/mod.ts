/**
 * What components and islands import, on the server and in the browser.
 *
 * @module
 */
export { asset, assetSrcSet } from "./asset.ts";
export { Head } from "./head.ts";
export { HttpError } from "../http_error.ts";

/** True in the browser's bundles, false on the server. */
export const IS_BROWSER: boolean = typeof document !== "undefined";
