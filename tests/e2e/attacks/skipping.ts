import type { Answer } from "../support/http";
import type { Visitor } from "../support/visitor";
import { passProof } from "../time";
import { personalDataIn } from "./secrets";
import { actions, changingPages, closedPages, isForAdmins, openToOldProof, routes } from "./surface";
import { expect, test } from "./test";
import { through, transportsOf } from "./transports";

/** Attempts to get behind the login without both factors. They hold with the proxy and without it. */
export function skippingAttacks(): void {
  test("after the password and before the PIN no page shows anything of the account, by no transport (T-033, T-035)", async ({
    people,
    database,
  }) => {
    const { person, browser } = await people.signUp();
    expect(closedPages.map(({ path }) => path)).toContain("/account");
    const half = await people.beginLogin(person);
    const before = await database.fingerprint();
    for (const { path, kind, open } of routes.filter(
      (route) => route.kind === "page" || route.path.startsWith("/api"),
    )) {
      // Other spellings might pass a guard; an open page has none.
      const transports = transportsOf(path).slice(0, open ? 12 : undefined);
      const asked = transports.map(async (transport) => {
        const answer = await through(half.copy(), transport);
        const onPinPage = path === "/login/pin";
        expect(personalDataIn(answer, person, !onPinPage), `${kind} ${path} by ${transport.name}`).toEqual(
          [],
        );
        expect(answer.status, `${path} by ${transport.name}`).toBeLessThan(500);
      });
      await Promise.all(asked);
    }
    expect(await database.fingerprint()).toEqual(before);
    expect(personalDataIn(await browser.get("/account"), person, true)).toContain(person.email);
  });

  test("every closed page sends whoever has not passed both factors to the login (T-033)", async ({
    people,
  }) => {
    const { person, browser } = await people.signUp();
    const half = await people.beginLogin(person);
    const halfSignedUp = await people.beginSignup(await people.newPerson());
    for (const { path } of closedPages) {
      for (const visitor of [people.visitor(), half, halfSignedUp]) {
        const answer = await visitor.get(path);
        expect(answer.status, path).toBe(307);
        expect(answer.headers.location, path).toMatch(/^\/login\?next=/);
      }
      const { status } = await browser.get(path);
      if (isForAdmins(path)) expect(status, path).toBe(404);
      else expect(status, path).toBeLessThan(400);
    }
  });

  test("no page that changes something opens for the phone alone or for a proof of long ago, by no transport (T-035, T-051, T-052)", async ({
    people,
    database,
  }) => {
    const { person, browser: fresh } = await people.signUp();
    const { person: late, browser: stale } = await people.signUp();
    await passProof(database, late);
    const phoneAlone = await people.logInByPhone(person);
    const before = await database.fingerprint();
    for (const { path } of changingPages) {
      const visitors = openToOldProof.has(path) ? [phoneAlone] : [phoneAlone, stale];
      const asked = transportsOf(path).flatMap((transport) =>
        visitors.map(async (visitor) => {
          const answer = await through(visitor.copy(), transport);
          expect(answer.status, `${path} by ${transport.name}`).toBeLessThan(500);
          expect(changesOn(answer), `${path} by ${transport.name}`).toEqual([]);
        }),
      );
      await Promise.all(asked);
      for (const visitor of visitors)
        expect((await visitor.get(path)).headers.location, path).toMatch(
          /^\/account\/(confirm\?next=|phone$)/,
        );
    }
    expect(await database.fingerprint()).toEqual(before);
    for (const transport of transportsOf("/account/username").slice(0, 2))
      expect(changesOn(await through(fresh, transport)), "Whoever may").toHaveLength(1);
  });

  test("the next navigation within the application is refused once the session was ended elsewhere (T-034)", async ({
    people,
    database,
  }) => {
    const { person, browser } = await people.signUp();
    const flight = { name: "RSC", path: "/account", headers: { rsc: "1" } };
    expect(personalDataIn(await through(browser, flight), person, true)).toContain(person.email);
    await database.sql`
      update sessions set revoked_at = now(), revoked_for = 'test'
      where user_id = (select id from users where username = ${person.username})`;
    for (const transport of transportsOf("/account")) {
      expect(personalDataIn(await through(browser.copy(), transport), person, true), transport.name).toEqual(
        [],
      );
    }
    expect((await browser.copy().get("/api/auth/session")).body).toBe("null");
  });

  test("headers that Next uses within itself open nothing and lead nowhere (T-037)", async ({
    people,
    database,
  }) => {
    const { person } = await people.signUp();
    const half = await people.beginLogin(person);
    const before = await database.fingerprint();
    for (const headers of internalHeaders(half)) {
      const answer = await half.copy().get("/account", headers);
      expect(answer.status, JSON.stringify(headers)).toBeLessThan(500);
      expect(personalDataIn(answer, person, true), JSON.stringify(headers)).toEqual([]);
      expect(JSON.stringify(answer.headers), JSON.stringify(headers)).not.toContain("evil.example");
      const { location } = answer.headers;
      if (location) expect(location, JSON.stringify(headers)).toMatch(/^\/(login\?next=|account\?_rsc)/);
    }
    expect(await database.fingerprint()).toEqual(before);
  });

  test("nothing that a link scanner can fetch changes anything (T-055)", async ({
    people,
    errands,
    database,
  }) => {
    const { person, browser } = await people.signUp();
    const { person: other, browser: another } = await people.signUp();
    const newer = await people.newPerson();
    const half = await people.beginLogin(person);
    const halfSignedUp = await people.beginSignup(await people.newPerson());
    const { person: lost } = await people.signUp();
    const links = [
      await errands.recoveryLink(lost),
      await errands.resetLink(person),
      await errands.notMeLink(other),
      await errands.changePhone(another, other, newer),
      await errands.emailLink(another, newer.email),
    ];
    const before = await database.fingerprint();
    for (const link of links) {
      for (const visitor of [browser, another, people.visitor()]) {
        const fetched = [{}, { rsc: "1" }, { rsc: "1", "next-router-prefetch": "1" }].flatMap((headers) =>
          ["GET", "HEAD", "OPTIONS"].flatMap((method) =>
            ["", "&done&foreign&token=1&$ACTION_ID_1="].map((query) =>
              visitor.copy().send(`${link}${query}`, { method, headers }),
            ),
          ),
        );
        await Promise.all(fetched);
        expect((await visitor.copy().get(link)).body, link).toContain("<button");
      }
    }
    expect(await database.fingerprint()).toEqual(before);
    const guessed = ["/logout", "/api/auth/signout", "/login/cancel", "/approve", "/confirm"];
    const query = "?logout=1&cancel=1&confirm=1&next=failed&silent=failed&pin=123456&$ACTION_ID_1=&token=1";
    for (const path of [...routes.map((route) => route.path), ...guessed]) {
      const fetched = [browser, half, halfSignedUp, people.visitor()].flatMap((visitor) =>
        ["GET", "HEAD", "OPTIONS"].map(async (method) => {
          const answer = await visitor.copy().send(`${path}${query}`, { method });
          expect(answer.status, `${method} ${path}`).toBeLessThan(500);
        }),
      );
      await Promise.all(fetched);
    }
    expect(await database.fingerprint()).toEqual(before);
  });
}

/** Actions of account pages that an answer brings along, other than the one that logs out. */
const changesOn = ({ body }: Answer): readonly string[] =>
  actions
    .filter(({ name }) => name.startsWith("app/account/") && !name.startsWith("app/account/actions.ts"))
    .filter(({ id }) => body.includes(id))
    .map(({ name }) => name);

function internalHeaders({ baseUrl }: Visitor): readonly Record<string, string>[] {
  const repeated = (name: string) => Array<string>(5).fill(name).join(":");
  const subrequests = ["middleware", "src/middleware", "proxy", "src/proxy", "pages/_middleware"];
  return [
    ...subrequests.map((name) => ({ "x-middleware-subrequest": repeated(name) })),
    { "x-middleware-rewrite": `${baseUrl}/account` },
    { "x-middleware-next": "1" },
    { "x-middleware-override-headers": "cookie", "x-middleware-request-cookie": "countersign-session=x" },
    { "x-middleware-set-cookie": "countersign-session=x" },
    { "x-middleware-prefetch": "1" },
    { "x-matched-path": "/account" },
    { "x-invoke-path": "/account", "x-invoke-status": "200", "x-invoke-output": "/account" },
    { "x-invoke-error": "{}" },
    { "x-now-route-matches": "1=account" },
    { "x-nextjs-data": "1" },
    { "x-nextjs-rewrite": "/account" },
    { "x-prerender-revalidate": "x" },
    { "x-action-forwarded": "1" },
    { "next-resume": "1" },
    { "x-next-resume-state-length": "1" },
    { "x-forwarded-host": "evil.example" },
    { "x-forwarded-proto": "javascript" },
    { "x-forwarded-port": "1" },
    { forwarded: "host=evil.example;proto=https" },
    { "x-original-url": "/account", "x-rewrite-url": "/account" },
    { "x-http-method-override": "POST", "x-method-override": "POST" },
    { "x-vercel-ip-country": "XX", "x-vercel-forwarded-for": "192.0.2.9" },
  ];
}
