import { renderToStaticMarkup } from "react-dom/server";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { askToRecover } from "@/app/(auth)/login/lost/actions";
import LostPage from "@/app/(auth)/login/lost/page";
import { randomSecret } from "@/lib/crypto";
import { env } from "@/lib/env";
import { formToken, writeHandle } from "@/lib/flow-cookie";
import { untouched } from "@/lib/forms/state";
import { policy } from "@/lib/policy";
import { requestRecovery } from "@/lib/recovery/ask";
import { race } from "../../support/barrier";
import { testDatabase } from "../../support/database";
import { allRows, toldTo } from "../../support/notices";
import { loginAwaitingPin, newPerson, type Person } from "../../support/people";
import { scriptedProvider } from "../../support/provider";
import { browseWith, formOf, whatComesOf } from "../../support/requests";
import { askedRecovery, elsewhere, passHours, states } from "./recoveries";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

const login = (person: Person) => loginAwaitingPin(person, scriptedProvider().providers);

async function browseAs(handle: string | null, origin = "http://localhost:3000"): Promise<void> {
  await browseWith({ sid: null, origin });
  if (handle) await writeHandle("login", handle);
}
const page = async () => whatComesOf(LostPage().then(renderToStaticMarkup));
const press = (token: string) => whatComesOf(askToRecover(untouched, formOf({ token })));

describe("Who knows the password and has lost the rest asks for a new phone", () => {
  test("and every address and number hears of it at once; the mail with the link waits for 72 hours", async () => {
    const person = await newPerson();
    await sql`insert into confirmations (purpose, state, user_id, email, former_email, browser, expires_at, ended_at)
      values ('email-change', 'done', ${person.id}, ${person.email}, 'former@example.org', '', now(), now())`;
    await askedRecovery(person);
    expect(await states()).toEqual(["waiting"]);
    expect((await toldTo()).sort()).toEqual(
      [
        `recovery-asked email ${person.email}`,
        "recovery-asked email former@example.org",
        `recovery-asked text ${person.phone}`,
        `recovery-ready email ${person.email}`,
        "recovery-ready email former@example.org",
      ].sort(),
    );
    expect(
      await sql`select count(*)::int from notices where kind = 'recovery-asked' and due_at <= now()
      and (details->>'until')::timestamptz = (select ready_at from recoveries)`,
    ).toEqual([{ count: 3 }]);
    expect(
      await sql`select count(*)::int from notices, recoveries r where kind = 'recovery-ready'
      and due_at = r.ready_at and details->>'confirmationId' = r.id::text`,
    ).toEqual([{ count: 2 }]);
    expect(
      await sql`select extract(epoch from ready_at - created_at)::int as wait,
      extract(epoch from ends_at - ready_at)::int as open from recoveries`,
    ).toEqual([{ wait: policy.recovery.waitSeconds, open: policy.recovery.openSeconds }]);
    expect(await sql`select outcome, browser from audit where event = 'recovery.asked'`).toEqual([
      { outcome: "asked", browser: "Safari on iPhone" },
    ]);
  });

  test("and the login that they asked from stays as it is", async () => {
    const handle = await login(await newPerson());
    const before = await sql`select * from logins, challenges`;
    await requestRecovery(handle, elsewhere);
    expect(await sql`select * from logins, challenges`).toEqual(before);
  });

  test("asking again keeps the first and its clock, and tells nobody anew", async () => {
    const person = await newPerson();
    await askedRecovery(person);
    const before = await sql`select * from recoveries`;
    await askedRecovery(person);
    expect(await sql`select * from recoveries`).toEqual(before);
    expect(await toldTo()).toHaveLength(3);
  });

  test("one begins where twenty ask at once, 5 times", async () => {
    for (let round = 0; round < 5; round += 1) {
      await reset();
      const person = await newPerson();
      const handles = [await login(person), await login(person)];
      const ends = await race(20, (index) => requestRecovery(handles[index % 2] ?? "", elsewhere));
      expect(ends.every(({ status }) => status === "fulfilled")).toBe(true);
      expect(await states()).toEqual(["waiting"]);
      expect(await toldTo()).toHaveLength(3);
    }
  });

  test("one that nobody used in time makes room for another, and its link is not the other's", async () => {
    const person = await newPerson();
    await askedRecovery(person);
    const [old] = await sql`select id from recoveries`;
    await passHours(24 * 8);
    await askedRecovery(person);
    const [now] = await sql`select id, ready_at > now() as waits from recoveries`;
    expect(now).toMatchObject({ waits: true });
    expect(now?.id).not.toBe(old?.id);
  });
});

describe("Nobody else can ask", () => {
  test.each([
    ["a login whose time is over", () => sql`update logins set expires_at = now()`],
    ["a login that is cancelled", () => sql`update logins set state = 'cancelled'`],
    ["a login that has passed", () => sql`update logins set state = 'verified'`],
    ["a login by phone, which shows no password", () => sql`update logins set route = 'phone'`],
    ["a disabled account", () => sql`update users set disabled_at = now()`],
  ])("with %s", async (_, make) => {
    const handle = await login(await newPerson());
    await make();
    const before = await allRows();
    expect(await requestRecovery(handle, elsewhere)).toEqual({ kind: "over" });
    await browseAs(handle);
    expect(await page()).toBe("/login?ended=expired");
    expect(await allRows()).toEqual(before);
  });

  test("without a login, or with a handle of nothing; and the page tells the same", async () => {
    const before = await allRows();
    for (const handle of [null, randomSecret()]) {
      await browseAs(handle);
      expect(await page()).toBe("/login?ended=expired");
      expect(await press(handle ? formToken(handle) : "")).toEqual(
        handle ? "/login?ended=expired" : expect.objectContaining({ message: expect.any(String) }),
      );
    }
    expect(await allRows()).toEqual(before);
  });

  test("from a page that is not ours, or without the token of this login (T-053)", async () => {
    const handle = await login(await newPerson());
    const before = await allRows();
    await browseAs(handle, "https://evil.example");
    expect(await press(formToken(handle))).toMatchObject({ message: expect.any(String) });
    await browseAs(handle);
    expect(await press("")).toMatchObject({ message: expect.any(String) });
    expect(await press(formToken(randomSecret()))).toMatchObject({ message: expect.any(String) });
    expect(await allRows()).toEqual(before);
  });

  test("more than three times a day for one account, however often it is stopped", async () => {
    const person = await newPerson();
    const { limit } = policy.throttles.recoveriesByAccount;
    for (let times = 0; times < limit; times += 1) {
      await askedRecovery(person);
      await sql`update recoveries set state = 'stopped', ended_at = now()`;
    }
    expect(await requestRecovery(await login(person), elsewhere)).toMatchObject({ kind: "throttled" });
    expect(await states()).toEqual(Array(limit).fill("stopped"));
  });
});

describe("The page", () => {
  test("explains first, and after its button tells from when on it is possible; opening it changes nothing", async () => {
    const handle = await login(await newPerson());
    await browseAs(handle);
    const before = await allRows();
    const html = await page();
    expect(html).toContain("Begin the wait");
    expect(html).toContain("72 hours");
    expect(html).toContain('href="/login/pin"');
    expect(await allRows()).toEqual(before);
    expect(await press(formToken(handle))).toBe("/login/lost");
    expect(await page()).toContain("It is asked for");
    expect(await page()).not.toContain("Begin the wait");
  });

  test("offers nothing where no mail can be sent, and its button does nothing then", async () => {
    const mute = { ...env(), notices: { ...env().notices, mail: null } };
    const spy = vi.spyOn(await import("@/lib/env"), "env").mockReturnValue(mute);
    const handle = await login(await newPerson());
    await browseAs(handle);
    const html = await page();
    expect(html).toContain("cannot send mail");
    expect(html).not.toContain("<form");
    expect(await press(formToken(handle))).toBe("/login/lost");
    expect(await states()).toEqual([]);
    spy.mockRestore();
  });
});
