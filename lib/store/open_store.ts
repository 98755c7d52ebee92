import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type Clock, quoted, SECOND_MS, systemClock } from "@/lib/base/mod.ts";
import { before, LATE } from "./deadline.ts";
import { Store } from "./store.ts";
import { isLocked, storeUnavailable } from "./store_failure.ts";

const DEADLINE_MS = 10 * SECOND_MS;
const FIRST_RETRY_MS = 50;
const MAX_RETRY_MS = 1_000;
/** A KV Connect server refuses a commit that checks more. */
const MAX_REMOTE_CHECKS = 10;

/** Where the state lives: a file, a KV Connect server, or the database Deno Deploy assigns. */
export type StoreTarget =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "remote"; readonly url: string }
  | { readonly kind: "managed" };

/** How to open a store. */
export interface OpenStoreOptions {
  /** How long to go on trying, in ms; 10 s when not given. A locked file blocks 5 s a try. */
  readonly deadlineMs?: number;
  /** Measures the deadline; the system's when not given. */
  readonly clock?: Clock;
  /** Opens the database; `Deno.openKv` when not given. */
  readonly openKv?: (path?: string) => Promise<Deno.Kv>;
}

/**
 * Opens the database. The directory of a file is made (0700) and the file itself (0600). A file
 * that another process holds is tried again until the deadline.
 *
 * @param target Where the state lives.
 * @param options The deadline, and what tests replace.
 * @returns The open store.
 * @throws {AppError} `store_unavailable` (503) naming the place and what to do about it.
 */
export async function openStore(
  target: StoreTarget,
  options: OpenStoreOptions = {},
): Promise<Store> {
  try {
    if (target.kind === "file") await prepareFile(target.path);
    const kv = await openRetrying(target, options);
    const assertInPlace = await placeGuard(target);
    const maxChecks = target.kind === "remote" ? MAX_REMOTE_CHECKS : undefined;
    return new Store(kv, options.clock ?? systemClock, { assertInPlace, maxChecks });
  } catch (cause) {
    throw storeUnavailable(`Cannot open the store ${failureOf(target, cause)}`, cause);
  }
}

/** A deleted or replaced file goes on working, and loses all of it with the process. */
async function placeGuard(target: StoreTarget): Promise<(() => Promise<void>) | undefined> {
  if (target.kind !== "file" || target.path === ":memory:") return undefined;
  const opened = await Deno.stat(target.path);
  return async () => {
    const { dev, ino } = await Deno.stat(target.path);
    if (dev === opened.dev && ino === opened.ino) return;
    throw new Error(`${quoted(target.path)} is another file than the one that was opened`);
  };
}

/** SQLite gives its -wal and -shm files the mode of the file it finds. */
async function prepareFile(path: string): Promise<void> {
  if (path === ":memory:") return;
  await Deno.mkdir(dirname(path), { recursive: true, mode: 0o700 });
  try {
    await Deno.writeFile(path, new Uint8Array(), { createNew: true, mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    await Deno.chmod(path, 0o600);
  }
}

async function openRetrying(
  target: StoreTarget,
  { deadlineMs = DEADLINE_MS, clock = systemClock, openKv = Deno.openKv }: OpenStoreOptions,
): Promise<Deno.Kv> {
  const place = target.kind === "file"
    ? target.path
    : target.kind === "remote"
    ? target.url
    : undefined;
  const endMs = clock.monotonic() + deadlineMs;
  for (let retryMs = FIRST_RETRY_MS;; retryMs = Math.min(2 * retryMs, MAX_RETRY_MS)) {
    try {
      return await openBefore(openKv(place), Math.max(0, endMs - clock.monotonic()));
    } catch (error) {
      const isInTime = clock.monotonic() + retryMs < endMs;
      if (!isLocked(error) || !isInTime) throw error;
      await delay(retryMs);
    }
  }
}

async function openBefore(opening: Promise<Deno.Kv>, limitMs: number): Promise<Deno.Kv> {
  const kv = await before(opening, { limitMs });
  if (kv !== LATE) return kv;
  const closeWhenOpen = async () => (await opening).close();
  // Its failure would come after the one reported here, and say nothing more.
  closeWhenOpen().catch(() => undefined);
  throw new Error("no answer before the deadline");
}

function failureOf(target: StoreTarget, cause: unknown): string {
  const reason = cause instanceof Error ? cause.message : String(cause);
  if (target.kind === "managed") {
    return `of Deno Deploy: ${reason}; expected a KV database assigned to this application`;
  }
  if (target.kind === "remote") {
    return `at ${quoted(target.url)}: ${reason}; ` +
      "expected a KV Connect server that accepts DENO_KV_ACCESS_TOKEN";
  }
  return `at ${quoted(target.path)}: ${reason}; ${expectationOf(cause, reason)}`;
}

function expectationOf(cause: unknown, reason: string): string {
  if (isLocked(cause)) return "stop the process that holds the file, or wait for it";
  if (/not a database|malformed/.test(reason)) {
    return "expected a Deno KV file, so restore a backup or move this file away";
  }
  return "expected a file that this process may write, in a directory it may write to";
}
