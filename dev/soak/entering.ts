import { setTimeout as delay } from "node:timers/promises";
import { Secret, TOTP } from "otpauth";
import { digitsOn, sendPost, waitingFor } from "../../tests/e2e/support/device";
import { type Browser, isUnclear, type Reply, wentTo } from "./browser";
import { codesOn, type Known, mayText, type Person, pinOn, typedPhone, type World, wrongPin } from "./people";

const WRONG = "do not belong together";
const stepMs = 30_000;
/** The page offers another PIN after thirty seconds. */
const resendMs = 31_000;

export const appOf = (secret: string) => new TOTP({ secret: Secret.fromBase32(secret.replaceAll(" ", "")) });

/** An answer that got lost is asked for once more, as people do: they press again. */
export async function insisting(
  press: () => Promise<Reply>,
): Promise<Readonly<{ reply: Reply; unclear: boolean }>> {
  const first = await press();
  if (!isUnclear(first)) return { reply: first, unclear: false };
  const second = await press();
  return { reply: second, unclear: !(second.done && second.seen === "went on") };
}

/** Whether this browser has a session now; a page that merely leads there gives none. */
async function isIn(browser: Browser, reply: Reply): Promise<boolean> {
  if (!wentTo(reply, "/account")) return false;
  return reply.done || (await browser.open("/account")).seen === "was told why not";
}

/** Types a PIN, at times a wrong one first. */
async function enterPin(
  world: World,
  browser: Browser,
  errand: string,
  path: string,
  button: string,
  pin: string,
) {
  if (world.random.chance(0.15))
    await browser.press(`${errand}: a wrong PIN`, path, button, { pin: wrongPin(pin) });
  return insisting(() => browser.press(`${errand}: the PIN`, path, button, { pin }));
}

export async function signUp(world: World, person: Person): Promise<Browser | null> {
  const browser = world.browser();
  const [[username], [email], [phone], [password]] = [
    person.username,
    person.email,
    person.phone,
    person.password,
  ];
  const typed = { username, email, password, ...typedPhone(person.phone) };
  person.texts += 1;
  const begun = await browser.press("sign-up", "/signup", "Send me a PIN", typed);
  if (!wentTo(begun, "/signup/pin")) return null;
  const pin = await pinOn(world, phone, 0);
  if (pin === null) return null;
  const { reply, unclear } = await enterPin(
    world,
    browser,
    "sign-up",
    "/signup/pin",
    "Create the account",
    pin,
  );
  if (await isIn(browser, reply)) {
    person.account = "yes";
    person.logins.seen += 1;
    return browser;
  }
  // Whoever is sent to the login has an account whose first session was lost.
  if (unclear || reply.seen === "went on") {
    person.account = "perhaps";
    person.logins.perhaps += 1;
  }
  return null;
}

/** How a login ended: the page it came to, or nothing clear. */
async function keepCount(
  person: Person,
  browser: Browser,
  { reply, unclear }: Awaited<ReturnType<typeof insisting>>,
) {
  if (await isIn(browser, reply)) {
    person.logins.seen += 1;
    return true;
  }
  if (unclear) person.logins.perhaps += 1;
  return false;
}

async function resendFirst(world: World, browser: Browser, person: Person, before: number) {
  await delay(resendMs);
  person.texts += 1;
  await browser.press("resend", "/login/pin", "Send", {});
  return pinOn(world, person.phone[0], before + 1);
}

async function byPin(world: World, person: Person, browser: Browser, before: number): Promise<boolean> {
  person.texts += 1;
  const slow = world.random.chance(0.04) && person.texts < 4;
  const first = await pinOn(world, person.phone[0], before);
  const pin = slow ? await resendFirst(world, browser, person, before) : first;
  if (pin === null) return false;
  return keepCount(person, browser, await enterPin(world, browser, "login", "/login/pin", "Log in", pin));
}

async function byApp(world: World, person: Person, browser: Browser): Promise<boolean> {
  const { app } = person;
  const step = Math.floor(Date.now() / stepMs);
  if (!app || step <= app.step) return false;
  if (world.random.chance(0.1))
    await browser.press("login by app: a wrong code", "/login/authenticator", "Log in", { code: "000000" });
  const code = appOf(app.secret).generate();
  app.step = step;
  const pressed = await insisting(() =>
    browser.press("login by app", "/login/authenticator", "Log in", { code }),
  );
  return keepCount(person, browser, pressed);
}

async function byCode(person: Person, browser: Browser): Promise<boolean> {
  const code = person.codes.pop();
  if (code === undefined) return false;
  const pressed = await insisting(() =>
    browser.press("login by recovery code", "/login/recovery", "Log in", { code }),
  );
  return keepCount(person, browser, pressed);
}

async function byPhone(world: World, person: Person, browser: Browser): Promise<boolean> {
  const { device } = person;
  if (!device) return false;
  try {
    const digits = digitsOn(await browser.visitor.get("/login/approve"));
    const phone = world.browser().visitor;
    const decision = world.random.chance(0.1) ? "denied" : "approved";
    const waiting = await waitingFor(phone, device);
    await sendPost(phone, waiting.answer(decision, decision === "approved" ? digits : null));
  } catch {
    // The phone was not reached, or nothing waits for it any more.
    return false;
  }
  const pressed = await insisting(() => browser.press("login by approval", "/login/approve", "Log in"));
  return keepCount(person, browser, pressed);
}

/** What the page asks for, or at times another way that it offers. */
async function secondStep(world: World, person: Person, browser: Browser, page: string, before: number) {
  if (page === "/login/pin") return byPin(world, person, browser, before);
  const elsewhere = world.random.chance(0.3);
  if (elsewhere && person.codes.length > 0) {
    const turned = await browser.press("another way", page, "Use a recovery code");
    if (wentTo(turned, "/login/recovery")) return byCode(person, browser);
  }
  if (elsewhere && mayText(person)) {
    const turned = await browser.press("another way", page, "Text me a PIN");
    if (wentTo(turned, "/login/pin")) return byPin(world, person, browser, before);
  }
  return page === "/login/approve" ? byPhone(world, person, browser) : byApp(world, person, browser);
}

/** With every password that it can be; the one that is taken is it. */
async function passPassword(world: World, person: Person, browser: Browser): Promise<Reply | null> {
  const identifier = world.random.chance(0.5) ? person.username[0] : person.email[0];
  const sure = [person.username, person.email].every((known) => known.length === 1);
  for (const password of person.password) {
    const reply = await browser.press("login", "/login", "Continue", { identifier, password });
    if (reply.seen === "went on") {
      const known: Known = [password];
      if (sure) person.password = known;
      return reply;
    }
    if (!reply.body.includes(WRONG)) return null;
  }
  if (sure && person.account === "yes")
    world.record.contradiction("A right password was called wrong", person.username[0]);
  return null;
}

export async function logIn(world: World, person: Person): Promise<Browser | null> {
  const browser = world.browser();
  const before = codesOn(world, person.phone[0]);
  if (world.random.chance(0.1)) {
    const typed = { identifier: person.username[0], password: "not the password at all" };
    await browser.press("login: a wrong password", "/login", "Continue", typed);
  }
  const reply = await passPassword(world, person, browser);
  if (!reply) return null;
  const entered = await secondStep(world, person, browser, reply.to, before);
  return entered ? browser : null;
}

/** With the number alone: it shows, and changes nothing. */
export async function logInByPhone(world: World, person: Person): Promise<void> {
  const browser = world.browser();
  const before = codesOn(world, person.phone[0]);
  person.texts += 1;
  const asked = await browser.press(
    "login by phone",
    "/login/phone",
    "Send me a PIN",
    typedPhone(person.phone),
  );
  if (!wentTo(asked, "/login/pin")) return;
  const pin = await pinOn(world, person.phone[0], before);
  if (pin === null) return;
  const pressed = await enterPin(world, browser, "login by phone", "/login/pin", "Log in", pin);
  // An account with something stronger than a text is asked for its password as well.
  await keepCount(person, browser, pressed);
}
