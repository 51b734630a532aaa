import { renderToStaticMarkup } from "react-dom/server";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { stopRecovering } from "@/app/account/actions";
import AccountPage from "@/app/account/page";
import { deleteAccount } from "@/db/queries/account-changes";
import { finishStepUp } from "@/db/queries/step-ups";
import { redeemHandle } from "@/lib/auth/redeem";
import { hashSecret, randomSecret } from "@/lib/crypto";
import { formToken } from "@/lib/flow-cookie";
import { untouched } from "@/lib/forms/state";
import { linkToken } from "@/lib/links";
import { transition } from "@/lib/login/machine";
import { dispute } from "@/lib/notices/dispute";
import { undoNumber } from "@/lib/notices/undo-number";
import { readRecoveryLink } from "@/lib/recovery/link";
import { testDatabase } from "../../support/database";
import { allRows, newNotice, newPhoneChange, toldTo } from "../../support/notices";
import { newPerson, type Person } from "../../support/people";
import { browseWith, formOf, whatComesOf } from "../../support/requests";
import { newSession } from "../../support/sessions";
import { linkOf } from "../notices/disputes";
import {
  askedLink,
  askedRecovery,
  elsewhere,
  newestLink,
  passHours,
  states,
  verifiedLogin,
} from "./recoveries";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

const outcomes = async () =>
  (await sql`select outcome from audit where event = 'recovery.stopped'`).map(({ outcome }) => outcome);

/** What is there however it was stopped. */
async function expectStopped(person: Person, by: string): Promise<void> {
  expect(await states()).toEqual(["stopped"]);
  expect(await outcomes()).toEqual([by]);
  const told = await toldTo();
  expect(told).toContain(`recovery-stopped email ${person.email}`);
  expect(told.filter((line) => line.startsWith("recovery-ready"))).toEqual([]);
}

describe("What waits is stopped", () => {
  test("by the link of the notice that told of it, which then opens nothing", async () => {
    const person = await newPerson();
    await askedRecovery(person);
    const link = await newestLink();
    await dispute(await askedLink(person), elsewhere);
    await expectStopped(person, "disputed");
    expect(await readRecoveryLink(link)).toEqual({ kind: "over" });
  });

  test("by the link of any other notice, and by a link that takes a number back", async () => {
    const person = await newPerson();
    await askedRecovery(person);
    await dispute(linkOf(await newNotice(person)), elsewhere);
    await expectStopped(person, "disputed");
    await reset();
    const other = await newPerson();
    await askedRecovery(other);
    await undoNumber(linkToken("undo-number", await newPhoneChange(other, "+447700900997")), elsewhere);
    await expectStopped(other, "disputed");
  });

  test("by that link on its last day, for as long as the mailed link works", async () => {
    const person = await newPerson();
    await askedRecovery(person);
    await passHours(24 * 7 - 1);
    expect(await readRecoveryLink(await newestLink())).toMatchObject({ kind: "open" });
    await dispute(await askedLink(person), elsewhere);
    await expectStopped(person, "disputed");
  });

  test("by a login with a second factor, once its session is opened", async () => {
    const person = await newPerson();
    await askedRecovery(person);
    const handle = await verifiedLogin(person);
    expect(await states()).toEqual(["waiting"]);
    await redeemHandle(handle);
    await expectStopped(person, "login");
  });

  test("by a step-up with a second factor, and not by one with the password", async () => {
    const person = await newPerson();
    await askedRecovery(person);
    for (const [amr, state] of [
      ["pwd", "waiting"],
      ["sms", "stopped"],
    ] as const) {
      const session = await newSession(person.id);
      const handle = randomSecret();
      await sql`insert into confirmations (purpose, state, handle_hash, user_id, session_id, amr, browser, expires_at)
        values ('step-up', 'proved', ${hashSecret(handle)}, ${person.id}, ${session.id}, ${amr}, '', now() + interval '1 minute')`;
      await finishStepUp(hashSecret(handle), session.id, transition("factorPassed").to);
      expect(await redeemHandle(handle)).not.toBeNull();
      expect(await states()).toEqual([state]);
    }
    await expectStopped(person, "login");
  });

  test.each([
    ["the password alone in a trusted browser", () => sql`update logins set route = 'trusted', amr = 'pwd'`],
    [
      "a session that only gets a new id",
      async () => {
        const [{ id = "" } = {}] = await sql<{ id: string }[]>`select user_id as id from logins`;
        await sql`update logins set continues = ${(await newSession(id)).id}, route = 'renewal'`;
      },
    ],
  ])("but not by %s", async (_, make) => {
    const person = await newPerson();
    const handle = await verifiedLogin(person);
    await make();
    await askedRecovery(person);
    expect(await redeemHandle(handle)).not.toBeNull();
    expect(await states()).toEqual(["waiting"]);
  });

  test("nor by anybody else's login or link", async () => {
    const [person, other] = [await newPerson(), await newPerson()];
    await askedRecovery(person);
    await redeemHandle(await verifiedLogin(other));
    await dispute(linkOf(await newNotice(other)), elsewhere);
    expect(await states()).toEqual(["waiting"]);
  });

  test("and one that is over by the clock is not stopped any more, nor told of", async () => {
    const person = await newPerson();
    await askedRecovery(person);
    await passHours(24 * 8);
    await redeemHandle(await verifiedLogin(person));
    expect(await states()).toEqual(["waiting"]);
    expect(await outcomes()).toEqual([]);
  });
});

test("With the account goes the mail that was to come", async () => {
  const person = await newPerson();
  await askedRecovery(person);
  const { id } = await newSession(person.id);
  const none = { email: false, text: false };
  await deleteAccount({ ...elsewhere, userId: person.id, sessionId: id, notices: none, keeping: [] });
  expect((await toldTo()).filter((line) => line.startsWith("recovery-ready"))).toEqual([]);
});

describe("Whoever is logged in", () => {
  const press = (token: string) => whatComesOf(stopRecovering(untouched, formOf({ token })));
  const account = async () => renderToStaticMarkup(await AccountPage({ searchParams: Promise.resolve({}) }));

  test.each([
    ["with both factors", "pwd sms", false],
    ["with the phone alone", "sms", false],
    ["while changes are frozen", "pwd sms", true],
  ])(
    "%s sees it on the account page, however long ago they confirmed, and stops it",
    async (_, amr, frozen) => {
      const person = await newPerson();
      const { sid } = await newSession(person.id, { amr, confirmed: 3_000 });
      if (frozen) await sql`update users set frozen_until = now() + interval '1 day'`;
      await askedRecovery(person);
      await browseWith({ sid });
      const before = await allRows();
      expect(await account()).toContain("Stop it");
      expect(await allRows()).toEqual(before);
      expect(await press(formToken(sid))).toBe("/account?changed=recovery-stopped");
      await expectStopped(person, "session");
      await browseWith({ sid });
      expect(await account()).not.toContain("Stop it");
      expect(await press(formToken(sid))).toBe("/account");
    },
  );

  test("elsewhere sees nothing of it, and stops nothing", async () => {
    const [person, other] = [await newPerson(), await newPerson()];
    const { sid } = await newSession(other.id);
    await askedRecovery(person);
    await browseWith({ sid });
    expect(await account()).not.toContain("Stop it");
    expect(await press(formToken(sid))).toBe("/account");
    expect(await states()).toEqual(["waiting"]);
  });

  test("stops it only from our own page, with the token of this session (T-053)", async () => {
    const person = await newPerson();
    const [mine, other] = [await newSession(person.id), await newSession(person.id)];
    await askedRecovery(person);
    await browseWith({ sid: mine.sid, origin: "https://evil.example" });
    expect(await press(formToken(mine.sid))).toMatchObject({ message: expect.any(String) });
    await browseWith({ sid: mine.sid });
    for (const token of ["", formToken(other.sid)])
      expect(await press(token)).toMatchObject({ message: expect.any(String) });
    await browseWith({ sid: null });
    expect(await press(formToken(mine.sid))).toBe("/login?next=%2Faccount");
    expect(await states()).toEqual(["waiting"]);
  });
});
