import { Secret, TOTP } from "otpauth";
import type { Database } from "./database";
import { hiddenFields } from "./forms";
import { expectRedirect, LOGIN_BUTTON, type People, type Person } from "./people";
import type { Visitor } from "./visitor";

export const APPS = "/account/security/authenticator";
export const CODES = "/account/security/codes";

/** Recovery codes in what shows them. */
export const CODE = /\b[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){3}\b/g;

export type Factors = ReturnType<typeof factorsOf>;

const appOf = (secret: string) => new TOTP({ secret: Secret.fromBase32(secret.replaceAll(" ", "")) });

/** What an app shows now that was given this secret. */
export const codeOf = (secret: string): string => appOf(secret).generate();

/** Six digits that such an app shows neither now nor soon. */
export function wrongCodeOf(secret: string): string {
  const shown = [-2, -1, 0, 1, 2].map((steps) =>
    appOf(secret).generate({ timestamp: Date.now() + steps * 30_000 }),
  );
  const wrong = ["000000", "111111", "222222", "333333", "444444", "555555"];
  return wrong.find((code) => !shown.includes(code)) ?? "666666";
}

/** People with an authenticator app or recovery codes, as far as a test wants them by plain requests. */
export function factorsOf(people: People, { sql }: Database) {
  const whose = ({ username }: Pick<Person, "username">) =>
    sql`user_id = (select id from users where username = ${username})`;

  /** A code is taken once, and then only later ones: makes those that were taken older. */
  async function passSteps(person: Pick<Person, "username">): Promise<void> {
    await sql`update authenticator_apps set last_step = last_step - 10 where ${whose(person)}`;
  }

  /** Enrols an app in this browser, which may change something; its secret. */
  async function addApp(browser: Visitor, person: Person, name = "My app"): Promise<string> {
    const { body } = await browser.land(await browser.submit(APPS, "Set up an app"));
    const secret = /enrolment-text mono">([A-Z2-7 ]+)</.exec(body)?.[1];
    if (secret === undefined) throw new Error("The page shows no secret");
    const typed = { name, code: codeOf(secret) };
    expectRedirect(await browser.submit(APPS, "Add this app", typed), `${APPS}?done=added`);
    await passSteps(person);
    return secret;
  }

  /** Makes codes in this browser, which may change something. */
  async function addCodes(browser: Visitor): Promise<readonly string[]> {
    const { body } = await browser.submit(CODES, "Make 10 codes");
    const list = /<ol[\s\S]*?<\/ol>/.exec(body)?.[0] ?? "";
    const confirmed = await browser.post(CODES, [...hiddenFields(body, "Use these codes"), ["have", "1"]]);
    expectRedirect(confirmed, `${CODES}?done=confirmed`);
    return list.match(CODE) ?? [];
  }

  /** Somebody who is logged in and has both. */
  async function owner() {
    const { person, browser } = await people.signUp();
    const secret = await addApp(browser, person);
    return { person, browser, secret, codes: await addCodes(browser) };
  }

  /** Past the password, to the page of the second step that is asked for. */
  async function beginLogin(person: Person, page: string, browser = people.visitor()): Promise<Visitor> {
    const { username: identifier, password } = person;
    expectRedirect(await browser.submit("/login", LOGIN_BUTTON, { identifier, password }), page);
    return browser;
  }

  /** A row as an enrolment leaves it, for pages that only name it: no browser has its key. */
  async function addPasskeyRow(person: Person, name = "My laptop"): Promise<void> {
    await sql`
      insert into passkeys (user_id, name, credential_id, public_key, counter, synced, browser)
      select id, ${name}, ${`credential-of-${person.username}`}, 'none', 0, true, 'Firefox on Linux' from users
      where username = ${person.username}`;
  }

  /** As many wrong second factors in a row, the last one just now. */
  async function failFactors({ username }: Pick<Person, "username">, failures: number): Promise<void> {
    await sql`
      update users set factor_failures = ${failures}, factor_failed_at = now() where username = ${username}`;
    await sql`
      update browsers set factor_failures = ${failures}, factor_failed_at = now() where ${whose({ username })}`;
  }

  return { passSteps, addApp, addCodes, owner, beginLogin, addPasskeyRow, failFactors };
}
