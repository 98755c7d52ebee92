/** Query parameter that marks a URL as belonging to one build. */
export const ASSET_CACHE_KEY = "__frsh_c";

/** A path that URL rules leave as it is: most are, and this is cheaper than to parse it. */
const PLAIN = /^(?:\/[\w-]+)+\.\w+$/;

/** Replaced by the bundler; the server learns the build when its snapshot is applied. */
declare const FRESH_BUILD_ID: string | undefined;

let buildId = typeof FRESH_BUILD_ID === "string" ? FRESH_BUILD_ID : "";

/** Tells {@linkcode asset} which build is running. */
export function setBuildId(id: string): void {
  buildId = id;
}

/**
 * Marks the path of a static file with the build, so that browsers may keep the file for good.
 * Call it while rendering: the build is not known before.
 *
 * @param path a root-relative path; anything else comes back unchanged
 */
export function asset(path: string): string {
  return markAsset(path, buildId);
}

/** {@linkcode asset} for a given build. */
export function markAsset(path: string, buildId: string): string {
  if (PLAIN.test(path)) return `${path}?${ASSET_CACHE_KEY}=${buildId}`;
  if (!path.startsWith("/") || path.startsWith("//")) return path;
  const url = new URL(path, "http://localhost");
  if (url.searchParams.has(ASSET_CACHE_KEY)) return path;
  const query = `${url.search ? `${url.search}&` : "?"}${ASSET_CACHE_KEY}=${buildId}`;
  return url.pathname + query + url.hash;
}

/** Applies {@linkcode asset} to each URL of a `srcset` value. */
export function assetSrcSet(srcset: string): string {
  const candidates = srcset.split(",");
  const isPlain = !srcset.includes("(") && candidates.every((text) => text.trim() !== "");
  if (!isPlain) return srcset;
  return candidates.map((text) => text.replace(/\S+/, (url) => asset(url))).join(",");
}
