import { beforeEach, describe, expect, test, vi } from "vitest";
import { findLiveSession, redeemHandle } from "@/lib/auth/redeem";
import { checkLoginPin } from "@/lib/login/check-pin";
import { dispute } from "@/lib/notices/dispute";
import { policy } from "@/lib/policy";
import { testDatabase } from "../../support/database";
import { allRows, newNotice, toldTo } from "../../support/notices";
import { loginAwaitingPin, newPerson, type Person, visitor } from "../../support/people";
import { scriptedProvider } from "../../support/provider";
import { newSession } from "../../support/sessions";
import { disputedBy, linkOf } from "./disputes";

// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

const frozenFor = async ({ id }: Person): Promise<number | null> => {
  const [row] = await sql<{ seconds: number | null }[]>`
    select round(extract(epoch from frozen_until - now()))::int as seconds from users where id = ${id}`;
  return row?.seconds ?? null;
};

const newConfirmation = async ({ id }: Person, purpose: string, state: string) =>
  sql`insert into confirmations (purpose, state, user_id, browser, expires_at)
    values (${purpose}, ${state}, ${id}, 'Firefox on Linux', now() + interval '10 minutes')`;

describe('"This was not me" (T-103)', () => {
  test("ends every session, at once and for every copy", async () => {
    const person = await newPerson();
    const sessions = [await newSession(person.id), await newSession(person.id)];
    const stranger = await newSession((await newPerson()).id);
    await disputedBy(person);
    const live = await Promise.all([...sessions, stranger].map(({ sid }) => findLiveSession(sid)));
    expect(live.map((session) => session !== null)).toEqual([false, false, true]);
    expect(
      await sql`select outcome, session_id from audit where event = 'session.ended' order by session_id`,
    ).toEqual(
      sessions
        .map(({ id }) => ({ outcome: "disputed", session_id: id }))
        .sort((a, b) => (a.session_id < b.session_id ? -1 : 1)),
    );
  });

  test("cancels logins, so that a PIN that is already right opens nothing", async () => {
    const { providers, code } = scriptedProvider();
    const person = await newPerson();
    const [waiting, verified] = [
      await loginAwaitingPin(person, providers),
      await loginAwaitingPin(person, providers),
    ];
    await checkLoginPin(verified, code, visitor, providers);
    await disputedBy(person);
    expect(await checkLoginPin(waiting, code, visitor, providers)).toMatchObject({ kind: "closed" });
    expect(await redeemHandle(verified)).toBeNull();
    expect(await sql`select * from sessions`).toHaveLength(0);
  });

  test("freezes changes for a day, and shortens no longer freeze", async () => {
    const person = await newPerson();
    await disputedBy(person);
    expect(await frozenFor(person)).toBe(policy.notices.freezeSeconds);
    await sql`update users set frozen_until = now() + interval '9 days'`;
    await disputedBy(person, { kind: "email-changed" });
    expect(await frozenFor(person)).toBe(9 * 86_400);
  });

  test("cancels what is to be confirmed, except a reset: that is how an owner gets back in", async () => {
    const person = await newPerson();
    for (const purpose of ["step-up", "phone-change", "email-change", "reset"])
      for (const state of ["mailed", "open", "proved", "done"]) await newConfirmation(person, purpose, state);
    await disputedBy(person);
    const left = await sql<{ line: string }[]>`
      select purpose || ' ' || state as line from confirmations where state <> 'cancelled' order by 1`;
    expect(left.map(({ line }) => line)).toEqual([
      "email-change done",
      "phone-change done",
      "reset done",
      "reset mailed",
      "reset open",
      "reset proved",
      "step-up done",
    ]);
  });

  test("forgets browsers that came to be known with it, and no others", async () => {
    const person = await newPerson();
    await sql`insert into browsers (user_id, browser_hash, first_seen_at) values (${person.id}, 'old', now() - interval '1 day')`;
    const link = linkOf(await newNotice(person, { kind: "new-browser", age: 60 }));
    await sql`insert into browsers (user_id, browser_hash, first_seen_at) values (${person.id}, 'new', now() - interval '60 seconds')`;
    await sql`update notices set created_at = (select first_seen_at from browsers where browser_hash = 'new')`;
    await dispute(link, visitor);
    expect(await sql`select browser_hash from browsers`).toEqual([{ browser_hash: "old" }]);
  });

  test("tells the owner at every address, the former one too, and says until when", async () => {
    const person = await newPerson();
    await sql`insert into confirmations (purpose, state, user_id, email, former_email, browser, expires_at, ended_at)
      values ('email-change', 'done', ${person.id}, ${person.email}, 'before@example.org', '', now(), now() - interval '71 hours')`;
    await disputedBy(person);
    expect((await toldTo()).filter((line) => line.startsWith("changes-frozen"))).toEqual([
      "changes-frozen email before@example.org",
      `changes-frozen email ${person.email}`,
    ]);
    const [notice] = await sql<
      { details: { until: string } }[]
    >`select details from notices where kind = 'changes-frozen'`;
    expect(notice?.details).toMatchObject({
      username: person.username,
      place: "London, GB",
      browser: visitor.browser,
    });
    expect(Date.parse(notice?.details.until ?? "")).toBeGreaterThan(Date.now());
  });

  test("is written down, with the kind and from where", async () => {
    const person = await newPerson();
    await disputedBy(person, { kind: "number-changed", channel: "text" });
    expect(
      await sql`select outcome, user_id, browser, address, details from audit where event = 'notice.disputed'`,
    ).toEqual([
      {
        outcome: "number-changed",
        user_id: person.id,
        browser: visitor.browser,
        address: visitor.address,
        details: { place: "London, GB", channel: "text" },
      },
    ]);
  });

  test("changes neither password, nor number, nor address, nor name", async () => {
    const person = await newPerson();
    const account = () =>
      sql`select username, email, email_key, password_hash, disabled_at, number from users join phones on user_id = users.id`;
    const before = await account();
    await disputedBy(person);
    expect(await account()).toEqual(before);
  });

  test("is all or nothing: where the owner cannot be told, nothing has happened", async () => {
    const person = await newPerson();
    await newSession(person.id);
    const link = linkOf(await newNotice(person));
    const before = await allRows();
    await sql`alter table notices add constraint untold check (kind <> 'changes-frozen')`;
    try {
      await expect(dispute(link, visitor)).rejects.toThrow();
    } finally {
      await sql`alter table notices drop constraint untold`;
    }
    expect(await allRows()).toEqual(before);
    await dispute(link, visitor);
    expect(await frozenFor(person)).toBe(policy.notices.freezeSeconds);
  });
});
