/** An exclusive SQLite lock on a file; it ends with the scope that holds it. */
export interface DatabaseLock extends AsyncDisposable {
  /** Ends the lock earlier. */
  release(): Promise<void>;
}

/** Locks a database as a backup tool or a second program would: from a thread of its own. */
export async function lockDatabase(path: string): Promise<DatabaseLock> {
  const worker = new Worker(new URL("../lib/store/lock_worker.ts", import.meta.url), {
    type: "module",
  });
  await ask(worker, path);
  let isHeld = true;
  const release = async () => {
    if (!isHeld) return;
    isHeld = false;
    await ask(worker, "release");
    worker.terminate();
  };
  return { release, [Symbol.asyncDispose]: release };
}

/** Sends one message and waits for its answer. */
async function ask(worker: Worker, message: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  worker.onmessage = () => resolve();
  worker.onerror = (event) => reject(new Error(event.message));
  worker.postMessage(message);
  await promise;
}
