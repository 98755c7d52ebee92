/**
 * Loaded before the application (`--preload`): counts its commits to the store, and prints them and
 * its peak memory when it ends. Linux only.
 */
let commits = 0;
const { commit } = Deno.AtomicOperation.prototype;
Deno.AtomicOperation.prototype.commit = function (this: Deno.AtomicOperation) {
  commits++;
  return commit.call(this);
};

globalThis.addEventListener("unload", () => {
  const status = Deno.readTextFileSync("/proc/self/status");
  const peakKiB = Number(status.match(/^VmHWM:\s+(\d+) kB$/m)?.[1]);
  console.log(JSON.stringify({ message: "metered", commits, peakKiB }));
});
