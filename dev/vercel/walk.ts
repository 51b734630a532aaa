import { randomBytes } from "node:crypto";
import { attribute, type Browser, type Form, formsOf, type Page } from "./browser";

const password = "a long and quiet walk by the river";
/** From the numbers that Ofcom keeps for fiction, as a person types it and as it is sent. */
const typedNumber = "07700 900123";
const sentNumber = "+447700900123";

type Codes = (number: string) => string | undefined;

function must(condition: boolean, rule: string): asserts condition {
  if (!condition) throw new Error(`Not so: ${rule}`);
}

async function say(name: string, work: () => Promise<void>): Promise<void> {
  const from = performance.now();
  await work();
  console.log(`  ok  ${name} (${Math.round(performance.now() - from)} ms)`);
}

function formWith(page: Page, sign: (form: Form) => boolean): Form {
  const form = formsOf(page.text).find(sign);
  if (!form) throw new Error(`The page has no such form (status ${page.status}).`);
  return form;
}

function checkPolicy(page: Page): string {
  const policy = page.headers.get("content-security-policy") ?? "";
  const nonce = /script-src 'nonce-([\w-]+)'/.exec(policy)?.[1];
  must(nonce !== undefined, "the policy names a nonce");
  const scripts = [...page.text.matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag);
  must(scripts.length > 0, "the page has scripts");
  must(
    scripts.every((tag) => attribute(tag, "nonce") === nonce),
    "every script carries the policy's nonce",
  );
  return nonce;
}

async function checkLanding(browser: Browser): Promise<void> {
  const [page, again] = [await browser.get("/"), await browser.get("/")];
  must(page.status === 200, "the landing page answers 200");
  must(checkPolicy(page) !== checkPolicy(again), "every response has a nonce of its own");
  must(page.headers.get("strict-transport-security") !== null, "transport security is set");
  must(page.headers.get("cache-control")?.includes("no-store") === true, "pages are not stored");
  const script = attribute(/<script\b[^>]*\ssrc="[^"]*"[^>]*>/.exec(page.text)?.[0] ?? "", "src") ?? "";
  const file = await browser.get(script);
  must(file.status === 200, `${script} is served`);
  must(file.headers.get("cache-control")?.includes("immutable") === true, "built files are kept for ever");
}

async function checkOthers(browser: Browser): Promise<void> {
  must(
    (await browser.get("/api/health")).text === '{"status":"ok"}',
    "the health check reaches the database",
  );
  must((await browser.get("/api/auth/session")).text === "null", "nobody is logged in");
  must((await browser.get("/api/auth/providers")).status === 404, "NextAuth's other endpoints are closed");
  const nowhere = await browser.get("/nowhere");
  must(nowhere.status === 404, "an unknown address answers 404");
  checkPolicy(nowhere);
  const data = await browser.get("/login?_rsc=1", { rsc: "1" });
  must(data.headers.get("content-type")?.startsWith("text/x-component") === true, "client navigation works");
}

async function expectClosed(browser: Browser): Promise<void> {
  const page = await browser.get("/account");
  must(page.status === 307 && page.location === "/login?next=%2Faccount", "/account leads to the login");
  must(!page.text.includes("Hello"), "nothing of the account is shown");
}

async function passPin(browser: Browser, place: string, codes: Codes): Promise<Page> {
  const page = await browser.get(place);
  const code = codes(sentNumber) ?? "";
  must(/^\d{6}$/.test(code), "a PIN of six digits was sent");
  return browser.submit(
    place,
    formWith(page, ({ fields }) => fields.has("pin")),
    { pin: code },
  );
}

async function signUp(browser: Browser, username: string, codes: Codes): Promise<void> {
  const form = formWith(await browser.get("/signup"), ({ fields }) => fields.has("email"));
  const email = `${username}@example.org`;
  const typed = { username, email, password, country: "GB", phone: typedNumber };
  const sent = await browser.submit("/signup", form, typed);
  must(sent.status === 303 && sent.location === "/signup/pin", `the sign-up goes on to the PIN`);
  const proved = await passPin(browser, "/signup/pin", codes);
  must(proved.status === 303, "the PIN is accepted");
}

async function expectOpen(browser: Browser, username: string): Promise<void> {
  const page = await browser.get("/account");
  must(page.status === 200 && page.text.includes(`Hello ${username}`), "/account says Hello");
  checkPolicy(page);
}

async function logOut(browser: Browser): Promise<void> {
  const form = formWith(await browser.get("/account"), ({ markup }) => markup.includes("Log out"));
  const copies = [...browser.cookies];
  must((await browser.submit("/account", form, {})).status === 303, "the logout answers with a redirect");
  await expectClosed(browser);
  const current = new Map(browser.cookies);
  for (const [name, value] of copies) browser.cookies.set(name, value);
  await expectClosed(browser);
  browser.cookies.clear();
  for (const [name, value] of current) browser.cookies.set(name, value);
}

async function logIn(browser: Browser, identifier: string, codes: Codes): Promise<void> {
  const form = formWith(await browser.get("/login?next=%2Faccount"), ({ fields }) => fields.has("password"));

  const sent = await browser.submit("/login", form, { identifier, password });
  must(sent.status === 303 && sent.location === "/login/pin", "the password goes on to the PIN");
  await expectClosed(browser);
  const passed = await passPin(browser, "/login/pin", codes);
  must(passed.status === 303 && passed.location === "/account", "the PIN leads to where the person wanted");
}

async function postFromElsewhere(browser: Browser, identifier: string): Promise<void> {
  const form = formWith(await browser.get("/login"), ({ fields }) => fields.has("password"));
  const typed = { identifier, password };
  const page = await browser.submit("/login", form, typed, "https://elsewhere.example");
  must(page.location === null && browser.cookies.size === 0, "a form on a foreign page starts no login");
}

/** Goes through the application as a person without JavaScript does; the first broken rule throws. */
export async function walk(newBrowser: () => Browser, codes: Codes): Promise<void> {
  const browser = newBrowser();
  const username = `walker${randomBytes(3).toString("hex")}`;
  await say("landing page: nonces, headers, built files", () => checkLanding(browser));
  await say("health, session, unknown address, client navigation", () => checkOthers(browser));
  await say("/account is closed without a session", () => expectClosed(browser));
  await say("sign-up with a PIN by text", () => signUp(browser, username, codes));
  await say("/account says Hello", () => expectOpen(browser, username));
  await say("logout; a copied cookie is worth nothing", () => logOut(browser));
  await say("a post from a foreign page starts nothing", () => postFromElsewhere(newBrowser(), username));
  await say("login with password and PIN", () => logIn(browser, username, codes));
  await say("/account says Hello again", () => expectOpen(browser, username));
}
