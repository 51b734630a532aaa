import { enrolDevice } from "../../tests/e2e/support/device";
import { CODE } from "../../tests/e2e/support/factors";
import { hiddenFields } from "../../tests/e2e/support/forms";
import { linkTo } from "../../tests/e2e/support/links";
import { type Browser, type Reply, wentTo } from "./browser";
import { appOf, insisting } from "./entering";
import {
  codesOn,
  eitherOf,
  type Known,
  mailTo,
  mayText,
  nameOf,
  type Person,
  passwordOf,
  phoneOf,
  pinOn,
  typedPhone,
  type World,
} from "./people";

/** What somebody does who is logged in. */
export type Errand = (world: World, person: Person, browser: Browser) => Promise<void>;

let changes = 0;
/** Indexes that no newcomer is given. */
const fresh = (): number => {
  changes += 1;
  return 16_000 - changes;
};

/** What is known after an attempt to make it `value`. */
function after(pressed: Readonly<{ reply: Reply; unclear: boolean }>, value: string, was: Known): Known {
  if (wentTo(pressed.reply, "/account?changed")) return [value];
  return pressed.unclear ? eitherOf(value, was) : was;
}

/** Makes what was proved at the login too old for changes, and proves it again by a PIN. */
async function stepUp(world: World, person: Person, browser: Browser, page: string): Promise<boolean> {
  if (!mayText(person)) return false;
  const { sql } = world.stage;
  const { username, phone } = person;
  await sql`update sessions set stepped_up_at = stepped_up_at - interval '10 minutes'
    where user_id = (select id from users where username = ${username[0]})`.catch(() => []);
  const before = codesOn(world, phone[0]);
  person.texts += 1;
  const confirm = `/account/confirm?next=${encodeURIComponent(page)}`;
  const asked = await browser.press("step-up", confirm, "Send me a PIN");
  if (!wentTo(asked, "/account/confirm/pin")) return false;
  const pin = await pinOn(world, phone[0], before);
  if (pin === null) return false;
  const pressed = await insisting(() =>
    browser.press("step-up: the PIN", "/account/confirm/pin", "Confirm", { pin }),
  );
  return wentTo(pressed.reply, page);
}

const changePassword: Errand = async (world, person, browser) => {
  if (person.password.length > 1) return;
  const [current] = person.password;
  const password = passwordOf(world.random);
  if (world.random.chance(0.5) && !(await stepUp(world, person, browser, "/account/password"))) return;
  const pressed = await insisting(() =>
    browser.press("change the password", "/account/password", "Change it", { current, password }),
  );
  person.password = after(pressed, password, person.password);
};

const changeUsername: Errand = async (_world, person, browser) => {
  const username = nameOf(fresh());
  const pressed = await insisting(() =>
    browser.press("change the user name", "/account/username", "Change it", { username }),
  );
  person.username = after(pressed, username, person.username);
};

const changeEmail: Errand = async (world, person, browser) => {
  const email = `${nameOf(fresh())}@example.org`;
  const asked = await browser.press("ask for a new e-mail", "/account/email", "Send me the link", { email });
  const text = await mailTo(world, email, "Confirm your new");
  // A mail may come although nobody heard that it would.
  if (text === null || asked.seen === "was told why not") return;
  const pressed = await insisting(() =>
    world.browser().press("confirm the new e-mail", linkTo("/confirm-email", text), "Yes, use this address"),
  );
  if (pressed.reply.done && pressed.reply.seen === "was told why not" && !pressed.unclear) return;
  const went = pressed.reply.done && pressed.reply.seen === "went on";
  if (went) person.email = [email];
  else person.email = eitherOf(email, person.email);
};

const changePhone: Errand = async (world, person, browser) => {
  if (!mayText(person)) return;
  const phone = phoneOf(fresh());
  person.numbers.push(phone);
  const asked = await browser.press(
    "ask for a new number",
    "/account/phone",
    "Send me a PIN",
    typedPhone([phone]),
  );
  if (!wentTo(asked, "/account/phone/pin")) return;
  const pin = await pinOn(world, phone, 0);
  if (pin === null) return;
  const pressed = await insisting(() =>
    browser.press("change the number", "/account/phone/pin", "Change the number", { pin }),
  );
  person.phone = after(pressed, phone, person.phone);
  if (person.phone.length === 1 && person.phone[0] === phone) person.texts = 1;
};

const addApp: Errand = async (_world, person, browser) => {
  if (person.app) return;
  const page = "/account/security/authenticator";
  const set = await browser.press("set up an app", page, "Set up an app");
  if (!wentTo(set, page)) return;
  const { body } = await browser.open(set.to);
  const secret = /enrolment-text mono">([A-Z2-7 ]+)</.exec(body)?.[1];
  if (secret === undefined) return;
  const typed = { name: "My app", code: appOf(secret).generate() };
  const step = Math.floor(Date.now() / 30_000);
  const pressed = await insisting(() => browser.press("add the app", page, "Add this app", typed));
  if (wentTo(pressed.reply, `${page}?done=added`)) person.app = { secret, step };
};

const makeCodes: Errand = async (world, person, browser) => {
  const page = "/account/security/codes";
  if (person.codes.length > 0) return;
  const made = await browser.press("make codes", page, "Make 10 codes");
  if (made.seen !== "was told why not" || !made.body.includes("Use these codes")) return;
  const codes = made.body.match(CODE) ?? [];
  const from = performance.now();
  const answer = await browser.visitor
    .post(page, [...hiddenFields(made.body, "Use these codes"), ["have", "1"]])
    .catch(() => null);
  const seen = answer === null ? "heard nothing" : answer.status === 303 ? "went on" : "saw an error";
  world.record.press({ errand: "confirm the codes", seen, milliseconds: performance.now() - from });
  if (seen === "went on") person.codes = [...codes];
};

const enrolPhone: Errand = async (world, person, browser) => {
  if (person.device) return;
  const from = performance.now();
  const device = await enrolDevice(browser.visitor, world.browser().visitor, "A phone").catch(() => null);
  const seen = device ? "went on" : "saw an error";
  world.record.press({ errand: "enrol a phone", seen, milliseconds: performance.now() - from });
  if (device) person.device = device;
};

const endOthers: Errand = async (_world, _person, browser) => {
  await browser.press("end other sessions", "/account/sessions", "End all other sessions");
};

const remove: Errand = async (world, person, browser) => {
  if (!world.random.chance(0.2) || person.username.length > 1) return;
  const confirmation = person.username[0];
  const pressed = await insisting(() =>
    browser.press("delete the account", "/account/delete", "Delete my account", { confirmation }),
  );
  if (wentTo(pressed.reply, "/goodbye")) person.account = "deleted";
  else if (pressed.unclear) person.account = "perhaps deleted";
};

const look: Errand = async (_world, _person, browser) => {
  await browser.open("/account/history");
  await browser.open("/account");
};

/** Ends the session by the button in the header. */
export const logOut: Errand = async (_world, _person, browser) => {
  await browser.press("log out", "/account", "Log out");
};

export const errands = [
  changePassword,
  changePassword,
  changeUsername,
  changeEmail,
  changePhone,
  addApp,
  makeCodes,
  enrolPhone,
  endOthers,
  remove,
  look,
  look,
] as const;

/** From "Forgotten your password?" to a new one. */
export async function resetPassword(world: World, person: Person): Promise<void> {
  const browser = world.browser();
  const [email] = person.email;
  const asked = await browser.press("ask for a reset", "/reset", "Mail me a link", { identifier: email });
  if (!wentTo(asked, "/reset?sent")) return;
  const text = await mailTo(world, email, "Choose a new password");
  if (text === null) return;
  const before = codesOn(world, person.phone[0]);
  person.texts += 1;
  const begun = await browser.press("use the link", linkTo("/reset/link", text), "Send me a PIN");
  if (!wentTo(begun, "/reset/pin")) return;
  const pin = await pinOn(world, person.phone[0], before);
  if (pin === null) return;
  const proved = await insisting(() => browser.press("reset: the PIN", "/reset/pin", "Continue", { pin }));
  if (!wentTo(proved.reply, "/reset/password")) return;
  const password = passwordOf(world.random);
  const pressed = await insisting(() =>
    browser.press("reset the password", "/reset/password", "Save it", { password }),
  );
  if (wentTo(pressed.reply, "/login?ended=reset")) person.password = [password];
  else if (pressed.unclear || pressed.reply.seen === "went on")
    person.password = eitherOf(password, person.password);
}
