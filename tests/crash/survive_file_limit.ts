/**
 * Loaded before the application (`--preload`): lets a write past the limit of a file's size fail,
 * as on a full disk. The system would end the process.
 */
Deno.addSignalListener("SIGXFSZ", () => {});
