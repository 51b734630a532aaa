import { beforeEach, describe, expect, test, vi } from "vitest";
import { removeDevice } from "@/app/account/security/actions";
import { submitUsername } from "@/app/account/username/actions";
import { needsOf, type Place, places, type SessionPlace } from "@/lib/access/places";
import { roles } from "@/lib/access/roles";
import { requiredNotice } from "@/lib/account/required";
import { removeDeviceOf } from "@/lib/approvals/devices";
import { requireSession } from "@/lib/auth/session";
import { removeFactorOf } from "@/lib/factors/own";
import { formToken } from "@/lib/flow-cookie";
import { untouched } from "@/lib/forms/state";
import { testDatabase } from "../../support/database";
import { newPerson, type Person, visitor } from "../../support/people";
import { formOf, whatComesOf } from "../../support/requests";
import { newPhone } from "../approvals/phone";
import { enteredAs } from "../approvals/scenes";
import { here } from "../step-up/browser";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
vi.mock("next/cache", () => ({ revalidatePath: vi.fn() }));
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));
vi.mock("@/lib/approvals/push", () => ({ notifySoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

const { graceDays } = roles.admin;
const REQUIRED = "/account/security?required=1";

const isSessionPlace = (place: Place): place is SessionPlace => typeof places[place] === "object";
const all = (Object.keys(places) as Place[]).filter(isSessionPlace);
const guarded = all.filter((place) => needsOf(place).role === undefined);
const forAdmins = all.filter((place) => needsOf(place).role === "admin");
const isOpen = (place: string) => /^\/account\/(security|confirm|password)(\/|#|$)/.test(place);

/** Somebody who has been an admin for so many days. */
async function admin(days: number): Promise<Person> {
  const person = await newPerson();
  await sql`update users set role = 'admin', role_since = now() - ${days} * interval '1 day' where id = ${person.id}`;
  return person;
}

const rename = (sid: string) =>
  whatComesOf(submitUsername(untouched, formOf({ token: formToken(sid), username: "another-name" })));

const remove = (sid: string, device: string) =>
  whatComesOf(removeDevice(untouched, formOf({ token: formToken(sid), device })));

describe("An admin who has neither a passkey nor a phone that approves", () => {
  test("may do everything within the grace, and is told until when", async () => {
    const { session, sid } = await enteredAs(await admin(graceDays - 1));
    for (const place of guarded) expect(await whatComesOf(requireSession(place))).toMatchObject({ aal: 2 });
    for (const place of forAdmins) expect(await whatComesOf(requireSession(place)), place).toBe(REQUIRED);
    expect(requiredNotice(session.user.required)).toMatchObject({ overdue: false });
    expect(await rename(sid)).toBe("/account?changed=username");
  });

  test("goes nowhere after it but to where one is enrolled (R-017)", async () => {
    const { session, sid } = await enteredAs(await admin(graceDays + 1));
    for (const place of all) {
      const led = await whatComesOf(requireSession(place));
      if (isOpen(place)) expect(led, place).toMatchObject({ aal: 2 });
      else expect(led, place).toBe(REQUIRED);
    }
    expect(requiredNotice(session.user.required)).toMatchObject({ overdue: true });
    expect(await rename(sid)).toBe(REQUIRED);
    expect(await sql`select 1 from users where username = 'another-name'`).toHaveLength(0);
  });

  test("is asked nothing as a user", async () => {
    const person = await newPerson();
    await sql`update users set role_since = now() - interval '1 year'`;
    const { session } = await enteredAs(person);
    expect(session.user.required).toBeNull();
    for (const place of guarded) expect(await whatComesOf(requireSession(place))).toMatchObject({ aal: 2 });
  });
});

describe("An admin who has a phone that approves", () => {
  test.each([0, graceDays + 1])(
    "uses it, %i days in: a text is not enough for more than a look",
    async (days) => {
      const person = await admin(days);
      await newPhone(person);
      await enteredAs(person, { amr: "pwd sms" });
      for (const place of all) {
        const led = await whatComesOf(requireSession(place));
        if (needsOf(place).aal === 1) expect(led, place).toMatchObject({ aal: 2 });
        else expect(led, place).toContain("/account/confirm?next=");
      }
      await enteredAs(person, { amr: "pwd swk" });
      for (const place of all) expect(await whatComesOf(requireSession(place))).toMatchObject({ aal: 2 });
    },
  );

  test("keeps the last one after the grace, and is told why", async () => {
    const person = await admin(graceDays + 1);
    const phone = await newPhone(person);
    const { session, sid } = await enteredAs(person, { amr: "pwd swk" });
    expect(await remove(sid, phone.id)).toMatchObject({ message: expect.stringContaining("the last one") });
    expect(await removeDeviceOf(session, visitor, phone.id)).toBe(false);
    expect((await here()).user.approves).toBe(true);
  });

  test("may remove one of two, and the last one within the grace", async () => {
    const person = await admin(graceDays + 1);
    const [one, other] = [await newPhone(person, "One"), await newPhone(person, "Other")];
    const entered = await enteredAs(person, { amr: "pwd swk" });
    expect(await remove(entered.sid, one.id)).toBe("/account/security?done=removed");
    await sql`update users set role_since = now()`;
    const again = await enteredAs(person, { amr: "pwd swk" });
    expect(await remove(again.sid, other.id)).toBe("/account/security?done=removed");
  });

  test("has one left when both are removed at once", async () => {
    const person = await admin(graceDays + 1);
    for (let round = 0; round < 10; round += 1) {
      await sql`delete from devices`;
      const phones = [await newPhone(person, "One"), await newPhone(person, "Other")];
      const { session } = await enteredAs(person, { amr: "pwd swk" });
      await Promise.all(phones.map(({ id }) => removeDeviceOf(session, visitor, id)));
      expect(await sql`select 1 from devices where revoked_at is null`).toHaveLength(1);
    }
  });

  test("has one left when that and a passkey are removed at once", async () => {
    const person = await admin(graceDays + 1);
    for (let round = 0; round < 10; round += 1) {
      await sql`delete from devices`;
      await sql`delete from passkeys`;
      const phone = await newPhone(person);
      const [passkey] = await sql<{ id: string }[]>`
        insert into passkeys (user_id, name, credential_id, public_key, counter, synced, browser)
        values (${person.id}, 'Laptop', 'credential', 'x', 0, true, 'Firefox') returning id`;
      const { session } = await enteredAs(person, { amr: "pop uv" });
      await Promise.all([
        removeDeviceOf(session, visitor, phone.id),
        removeFactorOf("passkey", session, visitor, passkey?.id ?? ""),
      ]);
      expect(
        await sql`
          select id from devices where revoked_at is null union all select id from passkeys where revoked_at is null`,
      ).toHaveLength(1);
    }
  });
});

test("An admin who has a passkey uses it, or a phone that approves: nothing else of the account counts", async () => {
  const person = await admin(0);
  await sql`
    insert into passkeys (user_id, name, credential_id, public_key, counter, synced, browser)
    values (${person.id}, 'Laptop', 'credential', 'x', 0, true, 'Firefox')`;
  for (const [amr, enough] of [
    ["pwd sms", false],
    ["otp pwd", false],
    ["pwd rec", false],
    ["pop pwd", true],
    ["pop uv", true],
    ["pwd swk", true],
  ] as const) {
    await enteredAs(person, { amr });
    const led = await whatComesOf(requireSession("/account/username"));
    expect(typeof led === "object", amr).toBe(enough);
  }
});
