import { NextRequest } from "next/server";
import { encode } from "next-auth/jwt";
import { beforeEach, describe, expect, test } from "vitest";
import { revokeSession } from "@/db/queries/sessions";
import { handlers, readSid } from "@/lib/auth";
import { findLiveSession, redeemHandle } from "@/lib/auth/redeem";
import { hashSecret, randomSecret } from "@/lib/crypto";
import { checkLoginPin } from "@/lib/login/check-pin";
import { policy } from "@/lib/policy";
import { testDatabase } from "../../support/database";
import { loginAwaitingPin, newPerson, visitor } from "../../support/people";
import { scriptedProvider } from "../../support/provider";

const { sql, reset } = await testDatabase();
beforeEach(reset);

const COOKIE = "countersign-session";
const secret = () => process.env.AUTH_SECRET ?? "";
const tokenFor = (payload: Record<string, unknown>, given: { secret?: string; salt?: string } = {}) =>
  encode({ token: payload, secret: given.secret ?? secret(), salt: given.salt ?? COOKIE });

async function loggedIn() {
  const { providers, code } = scriptedProvider();
  const person = await newPerson();
  const handle = await loginAwaitingPin(person, providers);
  await checkLoginPin(handle, code, visitor, providers);
  const redeemed = await redeemHandle(handle);
  if (!redeemed) throw new Error("No session");
  return { person, handle, sid: redeemed.sid };
}

/** A post to NextAuth's own callback as anybody can make it, with a CSRF token it gave out itself. */
async function postCallback(fields: Record<string, string>): Promise<Response> {
  const csrf = await handlers.GET(new NextRequest("http://localhost:3000/api/auth/csrf"));
  const { csrfToken } = (await csrf.json()) as { csrfToken: string };
  const cookie = csrf.headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ");
  return handlers.POST(
    new NextRequest("http://localhost:3000/api/auth/callback/credentials", {
      method: "POST",
      headers: {
        cookie,
        "content-type": "application/x-www-form-urlencoded",
        origin: "http://localhost:3000",
      },
      body: new URLSearchParams({ ...fields, csrfToken }),
    }),
  );
}

const sessionCookies = (response: Response) =>
  response.headers.getSetCookie().filter((one) => one.startsWith(COOKIE) && !/=;/.test(one));

describe("NextAuth's credentials callback, posted to directly (T-029, T-031)", () => {
  test("opens no session for any field a developer might have trusted", async () => {
    const { providers } = scriptedProvider();
    const person = await newPerson();
    const pending = await loginAwaitingPin(person, providers);
    const forged = {
      userId: person.id,
      id: person.id,
      verified: "true",
      phone: person.phone,
      step: "done",
      mfa: "1",
    };
    for (const handle of ["", pending, randomSecret(), person.id, "null", "' or 1=1 --", "x".repeat(5000)]) {
      expect(sessionCookies(await postCallback({ ...forged, handle }))).toEqual([]);
    }
    expect(await sql`select * from sessions`).toHaveLength(0);
  });

  test("opens one session for a handle whose login is verified, and none when it is posted again", async () => {
    const { providers, code } = scriptedProvider();
    const handle = await loginAwaitingPin(await newPerson(), providers);
    await checkLoginPin(handle, code, visitor, providers);
    expect(sessionCookies(await postCallback({ handle }))).toHaveLength(1);
    expect(sessionCookies(await postCallback({ handle }))).toEqual([]);
    expect(await sql`select * from sessions`).toHaveLength(1);
  });

  test.each([[undefined], [null], [42], [["a"]], [{ toString: () => "x".repeat(43) }], [true]])(
    "takes %s for no handle",
    async (handle) => {
      expect(await redeemHandle(handle)).toBeNull();
    },
  );
});

describe("a session token", () => {
  test("made with another secret, for another cookie, or holding no session id is worth nothing (T-040)", async () => {
    const { sid } = await loggedIn();
    expect(await readSid(await tokenFor({ sid }))).toBe(sid);
    expect(await readSid(await tokenFor({ sid }, { secret: "x".repeat(44) }))).toBeNull();
    expect(await readSid(await tokenFor({ sid }, { salt: "countersign-login" }))).toBeNull();
    expect(await readSid(await tokenFor({ sub: "somebody" }))).toBeNull();
    expect(await readSid(sid)).toBeNull();
    expect(await readSid("")).toBeNull();
  });

  test("with claims of its own making gets nothing but what the row says (T-043)", async () => {
    const { sid, person } = await loggedIn();
    const token = await tokenFor({ sid, sub: "admin", role: "admin", amr: "pwd sms hwk" });
    const live = await findLiveSession(await readSid(token));
    expect(live).toMatchObject({ userId: person.id, amr: "pwd sms" });
  });

  test("the update channel changes nothing (T-043)", async () => {
    const { sid, person } = await loggedIn();
    const csrf = await handlers.GET(new NextRequest("http://localhost:3000/api/auth/csrf"));
    const { csrfToken } = (await csrf.json()) as { csrfToken: string };
    const cookie = [
      ...csrf.headers.getSetCookie().map((one) => one.split(";")[0]),
      `${COOKIE}=${await tokenFor({ sid })}`,
    ];
    const response = await handlers.POST(
      new NextRequest("http://localhost:3000/api/auth/session", {
        method: "POST",
        headers: { cookie: cookie.join("; "), "content-type": "application/json" },
        body: JSON.stringify({ csrfToken, data: { sid: "other", user: { name: "admin" }, sub: "admin" } }),
      }),
    );
    expect(await response.json()).toMatchObject({ user: { name: person.username } });
    const [renewed] = response.headers.getSetCookie().filter((one) => one.startsWith(`${COOKIE}=`));
    expect(await readSid(renewed?.split(";")[0]?.slice(COOKIE.length + 1) ?? "")).toBe(sid);
  });
});

describe("a session ends", () => {
  test("at logout, for every copy of its cookie (T-044)", async () => {
    const { sid } = await loggedIn();
    await revokeSession(hashSecret(sid), "logout");
    expect(await findLiveSession(sid)).toBeNull();
    expect(await sql`select outcome from audit where event = 'session.ended'`).toEqual([
      { outcome: "logout" },
    ]);
  });

  test("when its user is disabled, at the next request (T-045)", async () => {
    const { sid, person } = await loggedIn();
    await sql`update users set disabled_at = now() where id = ${person.id}`;
    expect(await findLiveSession(sid)).toBeNull();
  });

  test("after the absolute limit, however active it was (T-042)", async () => {
    const { sid } = await loggedIn();
    const limit = policy.session[2].absoluteSeconds;
    await sql`update sessions set created_at = now() - ${limit - 2} * interval '1 second', last_seen_at = now()`;
    expect(await findLiveSession(sid)).not.toBeNull();
    await sql`update sessions set created_at = now() - ${limit + 1} * interval '1 second'`;
    expect(await findLiveSession(sid)).toBeNull();
  });

  test("after the idle limit (T-041)", async () => {
    const { sid } = await loggedIn();
    await sql`update sessions set last_seen_at = now() - ${policy.session[2].idleSeconds + 1} * interval '1 second'`;
    expect(await findLiveSession(sid)).toBeNull();
  });

  test("asking who is logged in neither keeps a session alive nor brings a dead one back (T-041)", async () => {
    const { sid } = await loggedIn();
    await sql`update sessions set last_seen_at = now() - interval '50 minutes'`;
    const ask = async () =>
      handlers.GET(
        new NextRequest("http://localhost:3000/api/auth/session", {
          headers: { cookie: `${COOKIE}=${await tokenFor({ sid })}` },
        }),
      );
    expect(await (await ask()).json()).toMatchObject({ user: { name: expect.any(String) } });
    await sql`update sessions set last_seen_at = last_seen_at - interval '11 minutes'`;
    expect(await (await ask()).json()).toBeNull();
  });
});

test("the eleventh session ends the one that was idle longest (T-046)", async () => {
  const { providers, code } = scriptedProvider();
  const person = await newPerson();
  const sids: string[] = [];
  for (let login = 0; login < policy.session.most + 1; login += 1) {
    await sql`delete from throttles`;
    await sql`update sessions set last_seen_at = last_seen_at - interval '1 minute'`;
    const handle = await loginAwaitingPin(person, providers);
    await checkLoginPin(handle, code, visitor, providers);
    sids.push((await redeemHandle(handle))?.sid ?? "");
  }
  const live = await Promise.all(sids.map(async (sid) => (await findLiveSession(sid)) !== null));
  expect(live).toEqual([false, ...Array<boolean>(policy.session.most).fill(true)]);
  expect(await sql`select outcome from audit where event = 'session.ended'`).toEqual([{ outcome: "limit" }]);
});

test("a login of a user disabled between PIN and session opens none", async () => {
  const { providers, code } = scriptedProvider();
  const person = await newPerson();
  const handle = await loginAwaitingPin(person, providers);
  await checkLoginPin(handle, code, visitor, providers);
  await sql`update users set disabled_at = now()`;
  expect(await redeemHandle(handle)).toBeNull();
});

test("only hashes of handles and session ids are stored", async () => {
  const { sid, handle } = await loggedIn();
  const stored = JSON.stringify([await sql`select * from sessions`, await sql`select * from logins`]);
  expect(stored).not.toContain(sid);
  expect(stored).not.toContain(handle);
});
