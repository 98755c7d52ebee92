import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { accessibilityFaults, sidewaysPixels } from "./accessibility.ts";
import { startBatch } from "./executions_site.ts";
import { fillIn, signInByForm, type SignInSite, startSignInSite } from "./sign_in_site.ts";

let site: SignInSite;

Deno.test.beforeAll(async () => {
  site = await startSignInSite();
});

Deno.test.afterAll(async () => {
  await site[Symbol.asyncDispose]();
});

const box = (page: Page) => page.getByRole("textbox", { name: "AWS credentials" });
const button = (page: Page, name: string) => page.getByRole("button", { name });
const pathOf = (page: Page) => new URL(page.url()).pathname;

/** The credentials without their session token, which ASIA keys need. */
const withoutToken = () => site.credentials.com.replace(/aws_session_token.*/, "");

/** Secret parts of the credentials, which no page may hold. */
function secretsOf(text: string): readonly string[] {
  return [...text.matchAll(/aws_(?:secret_access_key|session_token) = (\S+)/g)].map(([, value]) =>
    value ?? ""
  );
}

for (const javaScriptEnabled of [true, false]) {
  const mode = javaScriptEnabled ? "with" : "without";

  Deno.test(`${mode} JavaScript one signs in to both environments, forgets one, and signs out`, async () => {
    await using opened = await site.open({ javaScriptEnabled });
    const { page, problems } = opened;
    const { credentials } = site;
    await signInByForm(page, { environment: "com", credentials });
    const panel = page.getByRole("region", { name: "Signed in" });
    assert.match(await panel.innerText(), /arn:aws:sts::111122223333:[\s\S]*(60|59) min left/);
    assert.match(await panel.innerText(), /GOV\s+not signed in/);
    await signInByForm(page, { environment: "gov", credentials });
    const header = page.getByRole("banner");
    assert.match(await header.innerText(), /COM [\s\S]*GOV /);
    await button(page, "Forget GOV credentials").click();
    await page.getByText("The credentials are erased.").waitFor();
    assert.match(await panel.innerText(), /GOV\s+not signed in/);
    await page.goto("/");
    await button(page, "Sign out").click();
    await page.getByText("You are signed out. The credentials are erased.").waitFor();
    await page.goto("/aws/tools");
    assert.equal(page.url().replace(/.*\/aws/, "/aws"), "/aws?next=%2Faws%2Ftools");
    assert.deepEqual(await problems(), []);
  });

  Deno.test(`${mode} JavaScript what is wrong is said by field, and the box comes back empty (L03)`, async () => {
    await using opened = await site.open({ javaScriptEnabled });
    const { page } = opened;
    await page.goto("/aws");
    await fillIn(page, { environment: "gov", text: withoutToken() });
    const answer = page.waitForResponse((response) => response.request().method() === "POST");
    await button(page, "Sign in").click();
    assert.equal((await answer).status(), 422);
    const alert = page.getByRole("alert");
    await alert.waitFor();
    assert.match(await alert.innerText(), /session token is missing; keys that begin with ASIA/);
    assert.equal(await box(page).inputValue(), "");
    assert.equal(await page.getByRole("radio", { name: "GovCloud (GOV)" }).isChecked(), true);
    const html = await page.content();
    for (const secret of secretsOf(withoutToken())) assert.ok(!html.includes(secret));
    await alert.getByRole("link").click();
    assert.equal(await box(page).evaluate((element) => element === document.activeElement), true);
  });

  Deno.test(`${mode} JavaScript a test says whose the credentials are and signs nobody in`, async () => {
    await using opened = await site.open({ javaScriptEnabled });
    const { page, problems } = opened;
    await page.goto("/aws");
    await fillIn(page, { environment: "com", text: site.credentials.com });
    await button(page, "Test credentials").click();
    await page.getByText(/AWS accepts them in COM: account 111122223333, arn:aws:sts:/).waitFor();
    // With JavaScript they need not be pasted again to sign in.
    assert.equal(await box(page).inputValue() === "", !javaScriptEnabled);
    assert.deepEqual(await problems(), []);
    await page.goto("/");
    assert.equal(await button(page, "Sign out").count(), 0);
  });
}

Deno.test("credentials of the other environment are refused, and the page says so", async () => {
  await using opened = await site.open();
  const { page } = opened;
  await page.goto("/aws");
  await fillIn(page, { environment: "gov", text: site.credentials.com });
  const answer = page.waitForResponse((response) => response.request().method() === "POST");
  await button(page, "Sign in").click();
  assert.equal((await answer).status(), 401);
  assert.notEqual(await page.getByRole("alert").innerText(), "");
});

Deno.test("signing in leads back to where one wanted to go", async () => {
  await using opened = await site.open();
  const { page } = opened;
  await page.goto("/executions?state=running");
  assert.equal(pathOf(page), "/aws");
  await fillIn(page, { environment: "com", text: site.credentials.com });
  await button(page, "Sign in").click();
  await page.waitForURL(/\/executions\?state=running$/);
});

Deno.test("signing in never leads to another site", async () => {
  await using opened = await site.open();
  const { page } = opened;
  for (const next of ["//foreign.example/", "https://foreign.example/", "/\\foreign.example"]) {
    await page.goto(`/aws?${new URLSearchParams({ next })}`);
    await fillIn(page, { environment: "com", text: site.credentials.com });
    await button(page, "Sign in").click();
    await page.getByRole("heading", { name: "PCM-Ops Tools" }).waitFor();
    assert.equal(pathOf(page), "/", next);
  }
});

Deno.test("the page judges what is pasted at once, and keeps it out of sight", async () => {
  await using opened = await site.open();
  const { page, problems } = opened;
  await page.goto("/aws");
  const chips = page.locator(".verdicts .chip");
  await box(page).fill(withoutToken());
  await chips.filter({ hasText: "session token is missing" }).waitFor();
  assert.deepEqual(await chips.allInnerTexts(), [
    "access key",
    "secret key",
    "session token is missing; keys that begin with ASIA need it",
  ]);
  await box(page).fill(site.credentials.com);
  await chips.filter({ hasText: /^session token$/ }).waitFor();
  await box(page).fill("nothing of the kind");
  await chips.filter({ hasText: "access key id has 7 characters and the wrong form" }).waitFor();
  const masking = await box(page).evaluate((element) =>
    getComputedStyle(element).getPropertyValue("-webkit-text-security")
  );
  assert.equal(masking, "disc");
  assert.deepEqual(await problems(), []);
});

Deno.test("the header counts down, warns 15 minutes before the end, and says when it came", async () => {
  await using opened = await site.open();
  const { page, problems } = opened;
  await page.clock.install();
  await signInByForm(page, { environment: "com", credentials: site.credentials });
  const header = page.getByRole("banner");
  const renew = header.getByRole("link", { name: "Renew the COM credentials" });
  assert.equal(await renew.count(), 0);
  // A page in another tab keeps the session.
  const touchElsewhere = () =>
    page.evaluate(() => {
      const channel = new BroadcastChannel("session-use");
      channel.postMessage(null);
      channel.close();
    });
  for (const time of ["20:00", "20:00", "06:00"]) {
    await page.clock.runFor(time);
    await touchElsewhere();
  }
  await renew.waitFor();
  assert.match(await header.innerText(), /1[34] min/);
  await page.clock.runFor("13:30");
  await touchElsewhere();
  assert.match(await header.innerText(), /under 1 min/);
  await page.clock.runFor("01:00");
  assert.match(await header.innerText(), /ended/);
  await renew.click();
  assert.equal(await page.getByRole("radio", { name: "Commercial (COM)" }).isChecked(), true);
  assert.deepEqual(await problems(), []);
});

Deno.test("times are shown in the operator's zone, and in UTC on hover", async () => {
  await using opened = await site.open({ timezoneId: "America/New_York" });
  const { page } = opened;
  await signInByForm(page, { environment: "com", credentials: site.credentials });
  const time = page.getByRole("main").locator("time").first();
  await time.filter({ hasText: /-0[45]$/ }).waitFor();
  const iso = await time.getAttribute("datetime") ?? "";
  assert.equal(await time.getAttribute("title"), `${iso.slice(0, 19).replace("T", " ")} UTC`);
  const local = new Date(iso).toLocaleTimeString("en-GB", {
    timeZone: "America/New_York",
    hour: "2-digit",
    minute: "2-digit",
  });
  assert.match(await time.innerText(), new RegExp(` ${local} `));
});

Deno.test("an account id is whole when it is copied", async () => {
  await using opened = await site.open();
  const { page } = opened;
  await signInByForm(page, { environment: "com", credentials: site.credentials });
  const account = page.getByRole("banner").locator(".account");
  assert.equal(await account.getAttribute("title"), "111122223333");
  const selected = await account.evaluate((element) => {
    getSelection()?.selectAllChildren(element);
    return getSelection()?.toString();
  });
  assert.equal(selected, "111122223333");
});

for (
  const [ended, text] of [
    ["idle", "Your session ended (30 min without use)."],
    ["absolute", "Your session reached its longest time."],
  ] as const
) {
  Deno.test(`the page says why the session ended, and what became of a form: ${ended}`, async () => {
    await using opened = await site.open();
    const { page } = opened;
    const notice = page.getByRole("main").getByRole("status").first();
    await page.goto(`/aws?ended=${ended}`);
    assert.equal((await notice.innerText()).trim(), `${text} Sign in again.`);
    await page.goto(`/aws?ended=${ended}&unsent=1`);
    const unsent = `Your form was not sent. ${text} Sign in and send it again.`;
    assert.equal((await notice.innerText()).trim(), unsent);
  });
}

Deno.test("a form that was sent when nobody is signed in any more was not sent, and the page says so", async () => {
  await using opened = await site.open();
  const { page } = opened;
  await page.goto("/aws?next=%2Fchanges&unsent=1");
  const told = "Your form was not sent. You were signed out meanwhile. Sign in and send it again.";
  await page.getByRole("main").getByRole("status").getByText(told).waitFor();
});

Deno.test("S04: a form of a session that was signed out in another tab does nothing, and its page leads to signing in", async () => {
  await using opened = await site.open();
  const { page } = opened;
  await signInByForm(page, { environment: "com", credentials: site.credentials });
  await page.goto("/changes");
  const other = await page.context().newPage();
  await other.goto("/");
  await button(other, "Sign out").click();
  await other.getByText("You are signed out.").waitFor();
  await page.getByText("Number, description, and one instance a line").click();
  await page.getByLabel("Number").fill("CHG-UNSENT");
  await page.getByLabel("Instances", { exact: true }).fill("i-0a1b2c3d4e5f60001");
  await button(page, "Preview typed change").click();
  await page.waitForURL("**/aws?next=%2Fchanges&unsent=1");
  await page.getByText("Your form was not sent. You were signed out meanwhile.").waitFor();
});

Deno.test("a running batch is named beside the ways to let go of its credentials", async () => {
  await using opened = await site.open();
  const { page } = opened;
  await signInByForm(page, { environment: "com", credentials: site.credentials });
  const fleet = await (await fetch(`${site.simulatorUrl}/_simulator/fleet`)).json();
  const target = fleet.instances.find((host: { ping: string; partition: string }) =>
    host.ping === "online" && host.partition === "aws"
  );
  const scriptId = `${target.platform}/probe`;
  await startBatch(page, { scriptId, targets: [target] });
  await page.goto("/aws");
  const panel = page.getByRole("region", { name: "Signed in" });
  await panel.getByText("1 batch runs with these credentials").waitFor();
});

for (const colorScheme of ["light", "dark"] as const) {
  Deno.test(`axe finds no fault with signing in, the tools, the home page and that of the API, ${colorScheme}, wide and narrow`, async () => {
    await using opened = await site.open({ colorScheme });
    const { page } = opened;
    await page.goto("/aws");
    await box(page).fill(withoutToken());
    await page.locator(".verdicts .chip").first().waitFor();
    await assertFaultless(page, "typed");
    await button(page, "Sign in").click();
    await page.getByRole("alert").waitFor();
    await assertFaultless(page, "refused");
    await signInByForm(page, { environment: "com", credentials: site.credentials });
    await assertFaultless(page, "signed in");
    for (const path of ["/", "/aws/tools", "/api/docs"]) {
      await page.goto(path);
      await assertFaultless(page, path);
    }
  });
}

async function assertFaultless(page: Page, name: string): Promise<void> {
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 800 });
    assert.deepEqual(await accessibilityFaults(page), [], `${name}, ${width} px`);
    assert.equal(await sidewaysPixels(page), 0, `${name}, ${width} px`);
  }
}

Deno.test("S04: the header warns two minutes before an unused session ends, and says that it has", async () => {
  await using opened = await site.open();
  const { page, problems } = opened;
  await page.clock.install();
  await signInByForm(page, { environment: "com", credentials: site.credentials });
  const pill = page.getByRole("banner").locator(".pill").filter({ hasText: "COM" });
  await page.clock.runFor("27:30");
  assert.doesNotMatch(await pill.innerText(), /without use/);
  await page.clock.runFor("00:45");
  await pill.getByText("signed out in 2 min without use").waitFor();
  assert.match(await pill.getAttribute("class") ?? "", /pill-warning/);
  await page.clock.runFor("02:00");
  await pill.getByRole("link", { name: "Sign in to COM again" }).waitFor();
  assert.match(await pill.innerText(), /signed out/);
  assert.match(await pill.getAttribute("class") ?? "", /pill-failed/);
  assert.deepEqual(await problems(), []);
});

Deno.test("a refused form takes the focus to what is wrong, without JavaScript too", async () => {
  for (const javaScriptEnabled of [true, false]) {
    await using opened = await site.open({ javaScriptEnabled });
    const { page } = opened;
    await page.goto("/aws");
    await fillIn(page, { environment: "com", text: withoutToken() });
    await button(page, "Sign in").click();
    const alert = page.getByRole("alert");
    await alert.waitFor();
    assert.equal(await alert.evaluate((element) => element === document.activeElement), true);
  }
});

Deno.test("no page scrolls for nothing, and the banner stays in sight", async () => {
  await using opened = await site.open({ viewport: { width: 1280, height: 900 } });
  const { page } = opened;
  await page.goto("/aws");
  const spare = () =>
    page.evaluate(() => document.documentElement.scrollHeight - globalThis.innerHeight);
  assert.equal(await spare(), 0);
  await page.setViewportSize({ width: 1280, height: 300 });
  assert.ok(await spare() > 0);
  await page.mouse.wheel(0, 2_000);
  await page.waitForFunction(() => globalThis.scrollY > 0);
  const top = await page.locator(".banner").evaluate((each) => each.getBoundingClientRect().top);
  assert.equal(top, 0);
});
