import { hiddenFields } from "../support/forms";
import { personalDataIn } from "./secrets";
import { expect, test } from "./test";
import { falseTokens, sidOf } from "./tokens";
import { through, transportsOf } from "./transports";

const SESSION = "countersign-session";
const LOGIN = "countersign-login";
const SIGNUP = "countersign-signup";
const toLogin = "/login?next=%2Faccount";

/** What becomes of cookies that were planted, copied, forged, mixed up or thrown away. */
export function sessionAttacks(): void {
  test("every step gets a new secret, and the one before is worth nothing afterwards (T-038)", async ({
    people,
    simulator,
    subject,
  }) => {
    const { person, browser: first } = await people.signUp();
    const planted = people.visitor();
    planted.jar.set(SESSION, "planted").set(LOGIN, "A".repeat(43));
    const pending = await people.beginLogin(person, planted);
    const handle = pending.jar.get(LOGIN) ?? "";
    expect(handle).toMatch(/^[\w-]{43}$/);
    expect(handle).not.toBe("A".repeat(43));
    const page = await pending.get("/login/pin");
    const halfway = pending.copy();
    await people.finishLogin(person, pending);
    expect(pending.jar.get(LOGIN)).toBeUndefined();
    const session = pending.jar.get(SESSION) ?? "";
    expect(await sidOf(subject, session)).not.toBe(await sidOf(subject, first.jar.get(SESSION) ?? ""));

    halfway.jar.delete(SESSION);
    expect((await halfway.get("/login/pin")).headers.location).not.toBe("/login/pin");
    const pin = await simulator.latestCode(person.phone);
    const fields = [...hiddenFields(page.body, "Log in"), ["pin", pin] as const];
    const again = await halfway.post("/login/pin", fields);
    expect(again.setCookies.join()).not.toContain(SESSION);
    expect((await halfway.get("/account")).headers.location).toBe(toLogin);
  });

  test("no token that was made for something else, changed, or made by somebody else is a session (T-040)", async ({
    people,
    database,
    subject,
  }) => {
    const { person, browser } = await people.signUp();
    const [user] = await database.sql<{ id: string }[]>`
      select id from users where username = ${person.username}`;
    const valid = browser.jar.get(SESSION) ?? "";
    const sid = await sidOf(subject, valid);
    const half = await people.beginLogin(person);
    const before = await database.fingerprint();
    const tokens = await falseTokens(subject, valid, sid, user?.id ?? "");
    const mixed = { ...tokens, "a pending login's handle": half.jar.get(LOGIN) ?? "" };
    for (const [name, token] of Object.entries(mixed)) {
      const thief = people.visitor();
      thief.jar.set(SESSION, token);
      const answer = await thief.get("/account");
      expect(answer.headers.location, name).toBe(toLogin);
      expect((await thief.get("/api/auth/session")).body, name).toBe("null");
    }
    for (const [name, value] of [
      ["the session's cookie", valid],
      ["the session's id", sid],
    ] as const) {
      const thief = people.visitor();
      thief.jar.set(LOGIN, value).set(SIGNUP, value);
      expect((await thief.get("/login/pin")).headers.location, name).toBe("/login?ended=expired");
      expect((await thief.get("/signup/pin")).headers.location, name).toBe("/signup?ended=expired");
    }
    const confused = people.visitor();
    confused.jar.set(SIGNUP, half.jar.get(LOGIN) ?? "");
    expect((await confused.get("/signup/pin")).headers.location).toBe("/signup?ended=expired");
    expect(await database.fingerprint()).toEqual(before);
    expect((await browser.get("/account")).status).toBe(200);
  });

  test("a copied cookie is worth nothing once its owner has logged out (T-044)", async ({ people }) => {
    const { person, browser } = await people.signUp();
    const thief = browser.copy();
    expect((await thief.get("/account")).status).toBe(200);
    const out = await browser.submit("/account", "Log out");
    expect(out.status).toBe(303);
    expect(browser.jar.has(SESSION)).toBe(false);
    for (const transport of transportsOf("/account")) {
      const answer = await through(thief.copy(), transport);
      expect(personalDataIn(answer, person, true), transport.name).toEqual([]);
    }
    expect((await thief.copy().get("/api/auth/session")).body).toBe("null");
    expect((await thief.copy().get("/account")).headers.location).toBe(toLogin);
  });

  test("a session that comes in another place than its cookie is ignored (T-047)", async ({ people }) => {
    const { person, browser } = await people.signUp();
    const token = browser.jar.get(SESSION) ?? "";
    const stranger = people.visitor();
    for (const headers of [
      { authorization: `Bearer ${token}` },
      { authorization: `Basic ${Buffer.from(`${person.username}:${person.password}`).toString("base64")}` },
      { "x-session-token": token, [SESSION]: token },
      { cookie: `__Host-${SESSION}=${token}; __Secure-authjs.session-token=${token}` },
      { cookie: `authjs.session-token=${token}; next-auth.session-token=${token}` },
    ]) {
      const sent = JSON.stringify(headers).replaceAll(token, "TOKEN");
      expect.soft((await stranger.get("/account", headers)).headers.location, sent).toBe(toLogin);
      expect.soft((await stranger.get("/api/auth/session", headers)).body, sent).toBe("null");
    }
    const query = await stranger.get(`/account?${SESSION}=${token}&token=${token}`);
    expect(query.headers.location).toBe(toLogin);
  });

  test("doubled, chunked and countless cookies get the same safe answer every time (T-048)", async ({
    people,
  }) => {
    const { person: a, browser: first } = await people.signUp();
    const { person: b, browser: second } = await people.signUp();
    const [one, two] = [first, second].map(({ jar }) => jar.get(SESSION) ?? "");
    const junk = Array.from({ length: 100 }, (_, n) => `junk${n}=${n}`).join("; ");
    const half = Math.floor((one ?? "").length / 2);
    for (const cookie of [
      `${SESSION}=${one}; ${SESSION}=${two}`,
      `${SESSION}=${two}; ${SESSION}=${one}`,
      `${SESSION}=garbage; ${SESSION}=${one}`,
      `${SESSION}=${one}; ${SESSION}=garbage`,
      `${SESSION}.0=${one?.slice(0, half)}; ${SESSION}.1=${one?.slice(half)}`,
      `${junk}; ${SESSION}=${one}; ${junk}`,
      `${SESSION}=%00; ${SESSION}=%ED%A0%80; =; ;;;${SESSION}`,
      `${SESSION}="${one}"`,
    ]) {
      const seen = new Set<string>();
      for (let round = 0; round < 3; round += 1) {
        const answer = await people.visitor().get("/account", { cookie });
        expect(answer.status, cookie).toBeLessThan(500);
        const whose = [a, b].filter(({ email }) => answer.body.includes(email));
        expect(whose.length, "Two people on one page").toBeLessThan(2);
        seen.add(`${answer.status} ${whose[0]?.username ?? "nobody"}`);
        const named = await people.visitor().get("/api/auth/session", { cookie });
        expect(named.status, cookie).toBeLessThan(500);
      }
      expect(seen.size, cookie).toBe(1);
    }
  });
}
