import { beforeEach, describe, expect, test, vi } from "vitest";
import { askEmail, confirmEmail, pendingEmail } from "@/lib/account/change-email";
import { linkToken } from "@/lib/links";
import { startLogin } from "@/lib/login/start";
import { policy } from "@/lib/policy";
import { race } from "../../support/barrier";
import { testDatabase } from "../../support/database";
import { allRows, toldTo } from "../../support/notices";
import { newPerson, PASSWORD, visitor } from "../../support/people";
import { scriptedProvider } from "../../support/provider";
import { loggedIn } from "../step-up/browser";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

const NEW = "new.address@example.net";
const address = async () =>
  (await sql<{ email: string }[]>`select email from users order by created_at`)[0]?.email;

/** The link in the newest mail to a new address. */
async function newestLink(): Promise<string> {
  const [mail] = await sql<{ id: string }[]>`
    select details->>'confirmationId' as id from notices where kind = 'confirm-email' order by created_at desc limit 1`;
  return linkToken("confirm-email", mail?.id ?? "");
}

async function asked(email = NEW) {
  const who = await loggedIn();
  expect(await askEmail(who.session, email, visitor)).toEqual({ kind: "asked" });
  return { ...who, link: await newestLink() };
}

describe("A new address (T-083)", () => {
  test("gets a link, and nothing changes until it is used, which looking at it does not (T-055)", async () => {
    const { person, link } = await asked();
    expect(await toldTo()).toEqual([`confirm-email email ${NEW}`]);
    const before = await allRows();
    expect(await pendingEmail(link)).toEqual({ username: person.username, email: NEW });
    expect(await allRows()).toEqual(before);
    expect(await address()).toBe(person.email);
    expect(await confirmEmail(link, visitor)).toBe("changed");
    expect(await address()).toBe(NEW);
  });

  test("is told to the old one and to itself, with neither in full, and by text", async () => {
    const { person, link } = await asked();
    await sql`delete from notices`;
    await confirmEmail(link, { ...visitor, place: "Tallinn, EE" });
    expect((await toldTo()).toSorted()).toEqual(
      [
        `email-changed email ${person.email}`,
        `email-changed email ${NEW}`,
        `email-changed text ${person.phone}`,
      ].toSorted(),
    );
    const [{ details } = { details: null }] = await sql`select distinct details from notices`;
    expect(details).toEqual({
      username: person.username,
      browser: visitor.browser,
      place: "Tallinn, EE",
      oldEmail: "p…@example.org",
      newEmail: "n…@example.net",
    });
  });

  test("logs in from then on, and the old one does not", async () => {
    const { person, link } = await asked("New.Address@Example.NET");
    await confirmEmail(link, visitor);
    const logIn = async (identifier: string) =>
      (
        await startLogin(
          { identifier, password: PASSWORD, returnTo: null },
          visitor,
          scriptedProvider().providers,
        )
      ).kind;
    expect(await logIn(NEW)).toBe("challenged");
    expect(await logIn(person.email)).toBe("rejected");
  });

  test("stays within reach of the former one for three days: it hears of all that follows", async () => {
    const { person, link, session } = await asked();
    await confirmEmail(link, visitor);
    await sql`delete from notices`;
    await askEmail(session, "third@example.net", visitor);
    await confirmEmail(await newestLink(), visitor);
    expect(await toldTo()).toContain(`email-changed email ${person.email}`);
    await sql`update confirmations set ended_at = ended_at - interval '73 hours'`;
    await sql`delete from notices`;
    await askEmail(session, "fourth@example.net", visitor);
    await confirmEmail(await newestLink(), visitor);
    expect(await toldTo()).not.toContain(`email-changed email ${person.email}`);
  });

  test("is not the one that there is already, in whatever case", async () => {
    const { session, person } = await loggedIn();
    const before = await allRows();
    expect(await askEmail(session, person.email.toUpperCase(), visitor)).toEqual({ kind: "same" });
    expect(await allRows()).toEqual(before);
  });

  test("is asked for five times an hour at most", async () => {
    const { session } = await loggedIn();
    for (let tries = 0; tries < policy.throttles.emailChangesByAccount.limit; tries += 1)
      expect(await askEmail(session, `new${tries}@example.net`, visitor)).toEqual({ kind: "asked" });
    expect(await askEmail(session, NEW, visitor)).toMatchObject({ kind: "throttled" });
  });

  test("that somebody else has is told to nobody but its mailbox", async () => {
    const owner = await newPerson();
    const { link, session } = await asked(owner.email);
    expect(await toldTo()).toEqual([`confirm-email email ${owner.email}`]);
    expect(await pendingEmail(link)).toMatchObject({ username: session.user.username });
    const before = await allRows();
    expect(await confirmEmail(link, visitor)).toBe("taken");
    expect(await allRows()).toEqual(before);
  });

  test("that somebody gets meanwhile stays theirs", async () => {
    const { link } = await asked();
    await newPerson({ email: NEW.toUpperCase() });
    const before = await allRows();
    expect(await confirmEmail(link, visitor)).toBe("taken");
    expect(await allRows()).toEqual(before);
  });
});

describe("A link is over", () => {
  test("once it was used", async () => {
    const { link } = await asked();
    await confirmEmail(link, visitor);
    const before = await allRows();
    expect(await pendingEmail(link)).toBeNull();
    expect(await confirmEmail(link, visitor)).toBe("over");
    expect(await allRows()).toEqual(before);
  });

  test("after a day, and not before", async () => {
    const { link } = await asked();
    const [{ seconds } = { seconds: 0 }] = await sql<{ seconds: number }[]>`
      select extract(epoch from expires_at - created_at)::int as seconds from confirmations`;
    expect(seconds).toBe(86_400);
    await sql`update confirmations set expires_at = now()`;
    expect(await pendingEmail(link)).toBeNull();
    expect(await confirmEmail(link, visitor)).toBe("over");
    await sql`update confirmations set expires_at = now() + interval '2 seconds'`;
    expect(await confirmEmail(link, visitor)).toBe("changed");
  });

  test("once another address was asked for", async () => {
    const { session, link } = await asked();
    await askEmail(session, "third@example.net", visitor);
    expect(await confirmEmail(link, visitor)).toBe("over");
    expect(await confirmEmail(await newestLink(), visitor)).toBe("changed");
    expect(await address()).toBe("third@example.net");
  });

  test.each([
    ["changes were frozen", () => sql`update users set frozen_until = now() + interval '1 day'`],
    ["the account was disabled", () => sql`update users set disabled_at = now()`],
    ["it was given up", () => sql`update confirmations set state = 'cancelled'`],
    ["it is one of another purpose", () => sql`update confirmations set purpose = 'reset'`],
    ["it was deleted", () => sql`delete from confirmations`],
  ])("when %s", async (_, meanwhile) => {
    const { person, link } = await asked();
    await meanwhile();
    const before = await allRows();
    expect(await pendingEmail(link)).toBeNull();
    expect(await confirmEmail(link, visitor)).toBe("over");
    expect(await allRows()).toEqual(before);
    expect(await address()).toBe(person.email);
  });

  test("when it is invented, or was made for something else", async () => {
    await asked();
    const [{ id } = { id: "" }] = await sql<{ id: string }[]>`select id from confirmations`;
    const before = await allRows();
    const others = [
      linkToken("reset", id),
      linkToken("not-me", id),
      id,
      "",
      null,
      undefined,
      ["x"],
      "x".repeat(44),
    ];
    for (const link of others) expect(await confirmEmail(link, visitor)).toBe("over");
    expect(await allRows()).toEqual(before);
  });
});

test("A session that has ended, or whose account was frozen since it was let in, asks for none", async () => {
  for (const meanwhile of [
    () => sql`update sessions set revoked_at = now()`,
    () => sql`update users set frozen_until = now() + interval '1 day'`,
  ]) {
    const { session } = await loggedIn();
    await meanwhile();
    expect(await askEmail(session, NEW, visitor)).toEqual({ kind: "refused" });
    expect(await sql`select 1 from confirmations`).toEqual([]);
    expect(await toldTo()).toEqual([]);
  }
});

test("Fifty uses of a link at once change the address once", async () => {
  const { link } = await asked();
  await sql`delete from notices`;
  const ends = await race(50, () => confirmEmail(link, visitor));
  expect(ends.filter((end) => end.status === "fulfilled" && end.value === "changed")).toHaveLength(1);
  expect(ends.filter((end) => end.status === "rejected")).toEqual([]);
  expect(await toldTo()).toHaveLength(3);
});

test("Of two accounts that confirm one address at once one gets it, 20 times", async () => {
  for (let round = 0; round < 20; round += 1) {
    await reset();
    const links = [(await asked()).link, (await asked(NEW.toUpperCase())).link];
    const ends = await race(2, (index) => confirmEmail(links[index], visitor));
    expect(ends.map((end) => (end.status === "fulfilled" ? end.value : "failed")).toSorted()).toEqual([
      "changed",
      "taken",
    ]);
  }
}, 60_000);
