import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { policy } from "@/lib/policy";
import { testDatabase } from "../../support/database";
import { newPerson } from "../../support/people";
import { browseWith } from "../../support/requests";
import { enteredAs } from "../approvals/scenes";
import { adminAndPerson, allDeeds, press } from "./press";
import { asAdmin, deeds } from "./scenes";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));

// Before the environment is read.
process.env.SMTP_URL = "smtp://localhost:2525";
process.env.MAIL_FROM = "Countersign <login@example.org>";

const { sql, reset } = await testDatabase();
beforeEach(reset);

/** Everything that could have changed. */
const everything = async () =>
  JSON.stringify([
    await sql`select id, revoked_at from sessions where revoked_at is not null order by id`,
    await sql`select id, disabled_at, role, email, password_hash from users where disabled_at is not null order by id`,
    await sql`select purpose, state from confirmations where purpose <> 'step-up' order by id`,
    await sql`select kind from notices`,
    await sql`select event from audit where event like 'admin.%' and event <> 'admin.viewed'`,
  ]);

describe.each(allDeeds)("The action %s", (deed) => {
  const attempt = async (fields: Readonly<Record<string, string>>, sid: string) => {
    const before = await everything();
    const led = await press(deed, sid, fields).catch((error: Error) => error.message);
    expect(await everything()).toBe(before);
    return led;
  };

  test("is, to a user, nothing that is there (T-061)", async () => {
    const { person, theirs } = await adminAndPerson();
    const { sid } = await enteredAs(await newPerson());
    const fields = { person: person.id, session: theirs.id, role: "admin", actorId: person.id };
    expect(await attempt(fields, sid)).toContain("404");
  });

  test("leads an administrator who has shown a text alone to the step-up", async () => {
    const { person, theirs, admin } = await adminAndPerson();
    const { sid } = await enteredAs(admin, { amr: "pwd sms" });
    expect(await attempt({ person: person.id, session: theirs.id }, sid)).toContain("/account/confirm?next=");
  });

  test("asks for a fresh confirmation, and comes back", async () => {
    const { person, theirs } = await adminAndPerson();
    const { sid } = await asAdmin({ confirmed: policy.session.stepUpFreshSeconds + 1 });
    const led = await attempt({ person: person.id, session: theirs.id }, sid);
    expect(led).toContain(`/account/confirm?next=${encodeURIComponent(`/admin/users/${person.id}`)}`);
  });

  test("leads an administrator without the factor of the role to where one is enrolled", async () => {
    const { person, theirs, admin } = await adminAndPerson();
    await sql`delete from passkeys`;
    const { sid } = await enteredAs(admin, { amr: "pwd sms" });
    await sql`update users set role_since = now() where id = ${admin.id}`;
    expect(await attempt({ person: person.id, session: theirs.id }, sid)).toBe(
      "/account/security?required=1",
    );
  });

  test("does nothing for an administrator whose changes are paused, or whose role is gone", async () => {
    const { person, theirs, admin, sid } = await adminAndPerson();
    await sql`update users set frozen_until = now() + interval '1 hour' where id = ${admin.id}`;
    expect(await attempt({ person: person.id, session: theirs.id }, sid)).toMatchObject({
      message: expect.stringContaining("nothing of this account can be changed"),
    });
    await sql`update users set frozen_until = null, role = 'user' where id = ${admin.id}`;
    await browseWith({ sid });
    expect(await attempt({ person: person.id, session: theirs.id }, sid)).toContain("404");
  });

  test("knows nobody under an id that is nobody's, or none (T-062)", async () => {
    const { sid } = await adminAndPerson();
    for (const person of [randomUUID(), "x", "", "../../account"])
      expect(await attempt({ person }, sid)).toContain("404");
  });

  test("takes no form from elsewhere and none without the session's token", async () => {
    const { person, theirs, sid } = await adminAndPerson();
    const fields = { person: person.id, session: theirs.id };
    for (const origin of [null, "https://evil.example"]) {
      await browseWith({ sid, origin });
      expect(await attempt(fields, sid)).toMatchObject({ message: expect.stringContaining("own page") });
    }
    await browseWith({ sid });
    expect(await attempt({ ...fields, token: "x" }, sid)).toMatchObject({
      message: expect.stringContaining("own page"),
    });
  });

  test("does its work once when it is pressed twice at once", async () => {
    const { person, theirs, sid } = await adminAndPerson();
    if (deed === "enable") await sql`update users set disabled_at = now() where id = ${person.id}`;
    const fields = { person: person.id, session: theirs.id };
    const ends = await Promise.all([1, 2, 3].map(() => press(deed, sid, fields)));
    expect(ends.filter((led) => String(led).endsWith("done=none"))).toHaveLength(2);
    expect(await deeds()).toHaveLength(1);
  });
});
