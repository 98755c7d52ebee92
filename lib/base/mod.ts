/** The server's entrance to `lib/base`: the same as the browser's, since all of it is safe there. */
export * from "./view.ts";
