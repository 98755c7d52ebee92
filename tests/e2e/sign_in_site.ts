import type { BrowserContextOptions, Page } from "playwright-core";
import { newSecretKey } from "@/lib/config/mod.ts";
import { launchBrowser, type TestPage } from "../support/browser.ts";
import { freePort, startProcess } from "../support/process.ts";

const DEADLINE_MS = 90_000;

/** Credentials as `start` prints them: what a newcomer copies. */
export interface SampleCredentials {
  readonly com: string;
  readonly gov: string;
}

/** The application as newcomers start it, and a browser that nobody is signed in with. */
export interface SignInSite extends AsyncDisposable {
  readonly credentials: SampleCredentials;
  /** The simulated AWS. */
  readonly simulatorUrl: string;
  open(options?: BrowserContextOptions): Promise<TestPage & AsyncDisposable>;
}

/** Starts the application; the tests sign in more often than people do. */
export async function startSignInSite(): Promise<SignInSite> {
  await using stack = new AsyncDisposableStack();
  const application = stack.use(
    await startProcess({
      args: ["task", "start"],
      env: {
        SECRET_KEY: newSecretKey(),
        DENO_KV_PATH: ":memory:",
        PORT: String(freePort()),
        RATE_LIMIT_AUTH: "1000/minute",
        SIMULATOR_SPEED: "1",
        // A line in the midst of a test would be read in the midst of a test: a leak, as Deno sees it.
        LOG_LEVEL: "error",
      },
      readyLine: /ready: http/,
      deadlineMs: DEADLINE_MS,
    }),
  );
  const [, simulatorUrl = ""] = await application.waitForLine(/simulated AWS: ([^)\s]+)/);
  await application.waitForLine(/Then load a change/);
  const credentials = credentialsIn(application.stdout);
  const browser = stack.use(await launchBrowser());
  const kept = stack.move();
  return {
    credentials,
    simulatorUrl,
    async open(options = {}) {
      const opened = await browser.newPage({ baseURL: application.url, ...options });
      return { ...opened, [Symbol.asyncDispose]: () => opened.page.context().close() };
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

function credentialsIn(lines: readonly string[]): SampleCredentials {
  const blocks = lines.join("\n").match(/\[default\]\n(?:aws_.*\n?){3}/g) ?? [];
  const [com, gov] = blocks;
  if (!com || !gov) throw new Error("Cannot find credentials: the start printed none");
  return { com, gov };
}

/** Signs in by the form, as people do. */
export async function signInByForm(
  page: Page,
  { environment, credentials }: {
    readonly environment: "com" | "gov";
    readonly credentials: SampleCredentials;
  },
): Promise<void> {
  await page.goto("/aws");
  await fillIn(page, { environment, text: credentials[environment] });
  await page.getByRole("button", { name: "Sign in" }).click();
  const name = `Forget ${environment.toUpperCase()} credentials`;
  await page.getByRole("button", { name }).waitFor();
}

/** Chooses where and pastes; nothing is sent. */
export async function fillIn(
  page: Page,
  { environment, text }: { readonly environment: "com" | "gov"; readonly text: string },
): Promise<void> {
  const label = environment === "com" ? "Commercial (COM)" : "GovCloud (GOV)";
  // The radio itself is hidden behind its label.
  await page.getByText(label, { exact: true }).click();
  await page.getByRole("textbox", { name: "AWS credentials" }).fill(text);
}
