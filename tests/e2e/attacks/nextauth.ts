import { expect, test } from "./test";

const authPages = [
  "signin",
  "signout",
  "error",
  "providers",
  "verify-request",
  "csrf",
  "callback/credentials",
];
const authPaths = [...authPages, "signin/credentials", "callback/unknown", "webauthn-options/x", "_log", "x"];

const refusedAtOnce = (status: number) => status === 404 || status === 405;

/** What a hopeful developer might trust in a callback. */
const trusted = (person: { username: string; phone: string }) => ({
  userId: person.username,
  id: person.username,
  sub: person.username,
  username: person.username,
  phone: person.phone,
  verified: "true",
  phoneVerified: "true",
  step: "done",
  mfa: "passed",
  aal: "2",
  state: "verified",
  redirect: "false",
  json: "true",
});

/** What NextAuth would serve by itself, were it let. */
export function nextAuthAttacks(): void {
  test("a post to the place where NextAuth takes credentials opens no session, whatever it claims (T-029)", async ({
    people,
    database,
  }) => {
    const { person } = await people.signUp();
    const half = await people.beginLogin(person);
    const handle = half.jar.get("countersign-login") ?? "";
    await half.get("/api/auth/session");
    const csrfToken = decodeURIComponent(half.jar.get("countersign-csrf") ?? "").split("|")[0] ?? "";
    const before = await database.fingerprint();
    for (const visitor of [half, people.visitor()]) {
      for (const claim of [trusted(person), { handle }, {}]) {
        const body = new URLSearchParams({ ...claim, csrfToken, callbackUrl: "/account" }).toString();
        const headers = {
          origin: visitor.baseUrl,
          "sec-fetch-site": "same-origin",
          "content-type": "application/x-www-form-urlencoded",
          "x-auth-return-redirect": "1",
        };
        for (const place of [
          "callback/credentials",
          "signin/credentials",
          "session",
          "callback/credentials/",
        ]) {
          const answer = await visitor.send(`/api/auth/${place}`, { method: "POST", headers, body });
          expect(answer.setCookies, place).toEqual([]);
          expect([404, 405, 308], `${place}: ${answer.status}`).toContain(answer.status);
        }
      }
      expect((await visitor.get("/account")).headers.location).toBe("/login?next=%2Faccount");
    }
    expect(await database.fingerprint()).toEqual(before);
  });

  test("none of NextAuth's ready-made pages and endpoints exists, and asking for one sets no cookie (T-030)", async ({
    people,
    database,
  }) => {
    const { browser } = await people.signUp();
    const before = await database.fingerprint();
    for (const visitor of [browser.copy(), people.visitor()]) {
      for (const path of authPaths) {
        for (const method of ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]) {
          const answer = await visitor.send(`/api/auth/${path}`, { method });
          expect(refusedAtOnce(answer.status), `${method} ${path}: ${answer.status}`).toBe(true);
          expect(answer.setCookies, `${method} ${path}`).toEqual([]);
        }
      }
    }
    expect(await database.fingerprint()).toEqual(before);
  });

  test("the one endpoint of NextAuth that exists can only be read (T-030)", async ({ people }) => {
    const { browser } = await people.signUp();
    for (const method of ["HEAD", "POST", "PUT", "PATCH", "DELETE"]) {
      const answer = await browser.copy().send("/api/auth/session", { method });
      expect.soft(refusedAtOnce(answer.status), `${method}: ${answer.status}`).toBe(true);
      expect.soft(answer.setCookies, method).toEqual([]);
    }
  });
}
