import { newSecretKey } from "@/lib/config/mod.ts";
import { launchBrowser, type TestPage } from "../support/browser.ts";
import { createCheckout } from "../support/checkout.ts";
import { freePort } from "../support/process.ts";
import { HIGH_RATE_LIMITS } from "../support/rate_limits.ts";
import { printedCredentials, type SampleCredentials } from "./sign_in_site.ts";

/** Servers work so many times faster than real ones. */
const SPEED = 20;

/** Two processes of the application over one database file and one simulated AWS. */
export interface TwoProcesses extends AsyncDisposable {
  readonly credentials: SampleCredentials;
  /** The addresses differ in the port alone, so browsers send the cookie to both. */
  readonly first: string;
  readonly second: string;
  /** Opens a page with cookies of its own, for which paths lead to the first process. */
  open(): Promise<TestPage & AsyncDisposable>;
}

/** Starts both: the second one knows of the first one's simulator. */
export async function startTwoProcesses(): Promise<TwoProcesses> {
  await using stack = new AsyncDisposableStack();
  const program = stack.use(await createCheckout({ built: false }));
  const env = {
    SECRET_KEY: newSecretKey(),
    SIMULATOR_SPEED: String(SPEED),
    // A line in the midst of a test would be read in the midst of a test: a leak, as Deno sees it.
    LOG_LEVEL: "error",
    ...HIGH_RATE_LIMITS,
  };
  const first = stack.use(await program.start("start", { ...env, PORT: String(freePort()) }));
  const credentials = await printedCredentials(first);
  const [, simulatorUrl = ""] = await first.waitForLine(/simulated AWS: ([^)\s]+)/);
  const second = stack.use(
    await program.start("start", {
      ...env,
      PORT: String(freePort()),
      AWS_ENDPOINT_URL: simulatorUrl,
      LINUX_PATCHER_URL: "https://patcher.example.com/LinuxPatcher.sh",
    }),
  );
  const browser = stack.use(await launchBrowser());
  const kept = stack.move();
  return {
    credentials,
    first: first.url,
    second: second.url,
    async open() {
      const opened = await browser.newPage({ baseURL: first.url });
      return { ...opened, [Symbol.asyncDispose]: () => opened.page.context().close() };
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
