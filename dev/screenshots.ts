import { mkdirSync } from "node:fs";
import { type BrowserContext, chromium, type Page } from "@playwright/test";
import { Secret, TOTP } from "otpauth";
import postgres from "postgres";
import { findBrowser } from "./browser";
import { ensureBuild } from "./build";
import { beginLifetime } from "./lifetime";
import { step } from "./progress";
import { type Subject, startSubject } from "./testing/subject";
import { makeUpTraffic } from "./traffic/make-up";

const folder = "docs/images";
const wide = { width: 1100, height: 760 };
const narrow = { width: 390, height: 760 };
const password = "the engine weaves patterns";

/** The same page in both colour schemes: README shows the one that its reader uses. */
async function shoot(page: Page, name: string, part?: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const subject = part ? page.locator(part) : page;
    await subject.screenshot({ path: `${folder}/${name}-${colorScheme}.png`, animations: "disabled" });
  }
}

async function signUp(page: Page, appUrl: string): Promise<void> {
  await page.goto(`${appUrl}/signup`);
  await page.getByLabel("User name").fill("ada.lovelace");
  await page.getByLabel("E-mail address").fill("ada@example.org");
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByLabel("Country").selectOption("GB");
  await page.getByLabel("Phone number").fill("07700 900123");
}

/** Adds an authenticator app, and has recovery codes shown. */
async function addFactors(page: Page, appUrl: string): Promise<void> {
  await page.goto(`${appUrl}/account/security/authenticator`);
  await page.getByRole("button", { name: "Set up an app" }).click();
  await page.waitForURL("**#app");
  const secret = (await page.locator(".enrolment-text").textContent()) ?? "";
  await page.evaluate(() => window.scrollTo(0, 0));
  await page.setViewportSize({ ...wide, height: 900 });
  await shoot(page, "authenticator");
  const totp = new TOTP({ secret: Secret.fromBase32(secret.replace(/\s/g, "")) });
  await page.getByLabel("Code", { exact: true }).fill(totp.generate());
  await page.getByRole("button", { name: "Add this app" }).click();
  await page.waitForURL("**?done=added");
  await page.goto(`${appUrl}/account/security/codes`);
  await page.getByRole("button", { name: "Make 10 codes" }).click();
  await page.getByRole("heading", { name: "Your new codes" }).waitFor();
  await shoot(page, "codes");
}

/** Enrols a phone, then logs in with its approval. */
async function approve(page: Page, phone: Page, appUrl: string): Promise<void> {
  await page.goto(`${appUrl}/account/security`);
  await page.getByRole("button", { name: "Enrol a phone" }).click();
  const link = page.getByRole("link", { name: "Enrol this very browser" });
  await phone.goto((await link.getAttribute("href")) ?? "");
  // From the top: the press has led to the link.
  await page.goto(`${appUrl}/account/security`);
  await shoot(page, "security");
  await phone.getByLabel("Name of this phone").fill("Ada’s phone");
  await phone.getByRole("button", { name: "Enrol this phone" }).click();
  await phone.getByText("This phone approves now").waitFor();
  await page.getByRole("button", { name: "Log out" }).click();
  await page.waitForURL(`${appUrl}/`);
  await page.goto(`${appUrl}/login`);
  await page.getByLabel("User name or e-mail address").fill("ada.byron");
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.waitForURL("**/login/approve");
  await phone.goto(`${appUrl}/approve`);
  await phone.getByLabel("Digits on the other screen").waitFor();
  await shoot(phone, "approve");
  await page.setViewportSize(narrow);
  await shoot(page, "login-approve");
}

const cronSecret = "the-pictures-call-the-jobs-with-this-secret-of-theirs";

/** The owner's pictures, of two months that were made up. For them Ada is an administrator who has shown a passkey. */
async function oversee(page: Page, appUrl: string, databaseUrl: string): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  try {
    await sql`update users set role = 'admin'`;
    await sql`
      insert into passkeys (user_id, name, credential_id, public_key, counter, synced, browser)
      select id, 'Laptop', 'made up', 'made up', 0, true, 'Firefox' from users`;
    await sql`update sessions set amr = 'pop uv'`;
    await makeUpTraffic(sql, { days: 61, people: 900 });
    await fetch(`${appUrl}/api/cron/figures`, { headers: { authorization: `Bearer ${cronSecret}` } });
    await page.setViewportSize({ width: 1100, height: 900 });
    await page.goto(`${appUrl}/admin/figures`);
    await shoot(page, "figures", "main");
    await sql`delete from passkeys`;
    await sql`update users set role = 'user'`;
    await sql`update sessions set amr = 'pwd sms'`;
  } finally {
    await sql.end();
  }
}

/** Walks through a sign-up as a person does, and takes a picture of every station. */
async function walk(context: BrowserContext, phone: Page, { appUrl, databaseUrl, simulator }: Subject) {
  const { handsetUrl } = simulator;
  const code = () => simulator.control.latestCode("447700900123") ?? "";
  const [page, handset] = [await context.newPage(), await context.newPage()];
  await handset.setViewportSize(narrow);
  await handset.goto(handsetUrl);
  await page.goto(appUrl);
  await shoot(page, "landing");
  await shoot(page, "flow", ".flow");
  await signUp(page, appUrl);
  await page.setViewportSize({ ...wide, height: 980 });
  await shoot(page, "signup");
  await page.setViewportSize(wide);
  await page.getByRole("button", { name: "Send me a PIN" }).click();
  await page.waitForURL("**/signup/pin");
  await page.setViewportSize(narrow);
  await shoot(page, "pin");
  await handset.getByRole("button", { name: "Copy code" }).waitFor();
  await shoot(handset, "handset");
  await page.setViewportSize(wide);
  await page.getByLabel("PIN").fill(code());
  await page.waitForURL("**/account**");
  await shoot(page, "account");
  await page.goto(`${appUrl}/account/phone`);
  await shoot(page, "phone");
  await page.goto(`${appUrl}/account/username`);
  await page.getByLabel("New user name").fill("ada.byron");
  await page.getByRole("button", { name: "Change it" }).click();
  await page.waitForURL("**/account?changed=username");
  await handset.locator("#phone-list button", { hasText: "ada@example.org" }).click();
  await handset.getByText("Hello ada").waitFor();
  await shoot(handset, "mail");
  await page.goto(`${appUrl}/account/history`);
  await shoot(page, "history");
  await oversee(page, appUrl, databaseUrl);
  await page.setViewportSize(wide);
  await addFactors(page, appUrl);
  await approve(page, phone, appUrl);
  await page.setViewportSize(wide);
  await page.goto(`${appUrl}/login`);
  await shoot(page, "login");
  await page.goto(`${appUrl}/login/phone`);
  await shoot(page, "login-phone");
}

/** Renews the pictures in the README. */
export async function run(): Promise<number> {
  const lifetime = beginLifetime();
  try {
    await ensureBuild(lifetime.defer);
    const subject = await startSubject(lifetime, { instances: 1, settings: { CRON_SECRET: cronSecret } });
    const browser = await chromium.launch(findBrowser());
    lifetime.defer(() => browser.close());
    const context = await browser.newContext({ viewport: wide, locale: "en-GB", deviceScaleFactor: 1 });
    const pocket = await browser.newContext({ viewport: narrow, locale: "en-GB", deviceScaleFactor: 1 });
    const phone = await pocket.newPage();
    mkdirSync(folder, { recursive: true });
    await step("Taking pictures", () => walk(context, phone, subject));
    return 0;
  } finally {
    await lifetime.end();
  }
}
