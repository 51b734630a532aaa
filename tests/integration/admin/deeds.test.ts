import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { findLiveSession } from "@/lib/auth/redeem";
import { linkToken } from "@/lib/links";
import { policy } from "@/lib/policy";
import { mailedReset } from "@/lib/reset/reset";
import { testDatabase } from "../../support/database";
import { newPerson, type Person } from "../../support/people";
import { newSession } from "../../support/sessions";
import { adminAndPerson, press } from "./press";
import { asAdmin, deeds, newAdmin } from "./scenes";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));

// Before the environment is read.
process.env.SMTP_URL = "smtp://localhost:2525";
process.env.MAIL_FROM = "Countersign <login@example.org>";

const { sql, reset } = await testDatabase();
beforeEach(reset);

const told = async () =>
  (
    await sql<{ kind: string; channel: string; userId: string }[]>`
    select kind, channel, user_id as "userId" from notices order by kind, channel`
  ).map(({ kind, channel }) => `${kind} ${channel}`);

const isDisabled = async ({ id }: Pick<Person, "id">) => {
  const [row] = await sql<{ disabled: boolean }[]>`
    select disabled_at is not null as disabled from users where id = ${id}`;
  return row?.disabled;
};

describe("An administrator", () => {
  test("ends all sessions of a person, once, and the person is told everywhere (R-047)", async () => {
    const { person, theirs, sid, admin } = await adminAndPerson();
    const other = await newSession(person.id, { amr: "sms" });
    const fields = { person: person.id };
    expect(await press("endAll", sid, fields)).toBe(`/admin/users/${person.id}?done=sessions`);
    for (const one of [theirs, other]) expect(await findLiveSession(one.sid)).toBeNull();
    expect(await findLiveSession(sid)).not.toBeNull();
    expect(await press("endAll", sid, fields)).toBe(`/admin/users/${person.id}?done=none`);
    expect(await told()).toEqual(["admin-sessions email", "admin-sessions text"]);
    expect(await deeds()).toMatchObject([
      {
        event: "admin.sessions",
        outcome: "done",
        userId: person.id,
        actorId: admin.id,
        details: { username: person.username },
      },
    ]);
  });

  test("ends one session of a person and leaves the others", async () => {
    const { person, theirs, sid } = await adminAndPerson();
    const other = await newSession(person.id);
    const fields = { person: person.id, session: theirs.id };
    expect(await press("endOne", sid, fields)).toBe(`/admin/users/${person.id}?done=session`);
    expect(await findLiveSession(theirs.sid)).toBeNull();
    expect(await findLiveSession(other.sid)).not.toBeNull();
    expect(await press("endOne", sid, fields)).toBe(`/admin/users/${person.id}?done=none`);
    expect((await deeds()).map(({ event }) => event)).toEqual(["admin.session"]);
    expect(await told()).toEqual(["admin-sessions email", "admin-sessions text"]);
  });

  test("ends no session of somebody else under a person's name", async () => {
    const { person, sid } = await adminAndPerson();
    const stranger = await newSession((await newPerson()).id);
    for (const session of [stranger.id, randomUUID(), "x", ""])
      expect(await press("endOne", sid, { person: person.id, session })).toContain("done=none");
    expect(await findLiveSession(stranger.sid)).not.toBeNull();
    expect(await deeds()).toEqual([]);
  });

  test("disables an account with all that is on its way, and enables it again without any of that", async () => {
    const { person, theirs, sid } = await adminAndPerson();
    const fields = { person: person.id };
    await sql`
      insert into confirmations (purpose, state, user_id, browser, expires_at)
      select purpose, 'mailed', ${person.id}, 'x', now() + interval '1 hour' from unnest(array['reset', 'email-change']) purpose`;
    await sql`
      insert into recoveries (user_id, browser, ready_at, ends_at)
      values (${person.id}, 'x', now() + interval '1 day', now() + interval '2 days')`;
    await sql`
      insert into enrolments (token_hash, user_id, session_id, expires_at)
      values ('x', ${person.id}, ${theirs.id}, now() + interval '1 hour')`;
    await sql`
      insert into factor_enrolments (handle_hash, kind, user_id, session_id, tries_left, expires_at)
      values ('x', 'passkey', ${person.id}, ${theirs.id}, 5, now() + interval '1 hour')`;
    await sql`
      insert into trusted_browsers (user_id, token_hash, browser_hash, browser, expires_at)
      values (${person.id}, 'x', 'x', 'Safari', now() + interval '1 day')`;
    expect(await press("disable", sid, fields)).toBe(`/admin/users/${person.id}?done=disabled`);
    expect(await isDisabled(person)).toBe(true);
    expect(await findLiveSession(theirs.sid)).toBeNull();
    expect(await press("enable", sid, fields)).toBe(`/admin/users/${person.id}?done=enabled`);
    expect(await isDisabled(person)).toBe(false);
    expect(await findLiveSession(theirs.sid)).toBeNull();
    const open = await sql`
      select 1 from confirmations where user_id = ${person.id} and state in ('mailed', 'open', 'proved')
      union all select 1 from recoveries where state = 'waiting' union all select 1 from enrolments
      union all select 1 from factor_enrolments union all select 1 from trusted_browsers where revoked_at is null`;
    expect(open).toHaveLength(0);
    expect((await deeds()).map(({ event }) => event)).toEqual(["admin.disabled", "admin.enabled"]);
    expect(await told()).toEqual([
      "admin-disabled email",
      "admin-disabled text",
      "admin-enabled email",
      "admin-enabled text",
      "recovery-stopped email",
    ]);
  });

  test("cannot disable their own account, and may disable another administrator", async () => {
    const { sid, admin } = await asAdmin();
    expect(await press("disable", sid, { person: admin.id })).toContain("done=none");
    expect(await isDisabled(admin)).toBe(false);
    const other = await newAdmin();
    expect(await press("disable", sid, { person: other.id })).toContain("done=disabled");
  });

  test("has the ordinary mail of a reset sent, and sees nothing of its link (R-025)", async () => {
    const { person, sid } = await adminAndPerson();
    const hash = () => sql`select password_hash from users where id = ${person.id}`;
    const before = await hash();
    const led = await press("mailReset", sid, { person: person.id });
    expect(led).toBe(`/admin/users/${person.id}?done=reset`);
    expect(await told()).toEqual(["admin-reset email", "admin-reset text", "reset-link email"]);
    const [mail] = await sql<{ recipient: string; details: { confirmationId: string; browser?: string } }[]>`
      select recipient, details from notices where kind = 'reset-link'`;
    expect(mail?.recipient).toBe(person.email);
    expect(mail?.details.browser).toBeUndefined();
    const link = linkToken("reset", mail?.details.confirmationId ?? "");
    expect(await mailedReset(link)).toMatchObject({ userId: person.id });
    expect(await hash()).toEqual(before);
  });

  test("has no second mail sent by a second press", async () => {
    const { person, sid } = await adminAndPerson();
    await press("mailReset", sid, { person: person.id });
    expect(await press("mailReset", sid, { person: person.id })).toContain("done=none");
    expect((await told()).filter((one) => one.startsWith("reset-link"))).toHaveLength(1);
    await sql`update confirmations set created_at = now() - ${policy.admin.resetEverySeconds + 1} * interval '1 second'`;
    expect(await press("mailReset", sid, { person: person.id })).toContain("done=reset");
  });

  test("starts no reset of a disabled account", async () => {
    const { person, sid } = await adminAndPerson();
    await sql`update users set disabled_at = now() where id = ${person.id}`;
    expect(await press("mailReset", sid, { person: person.id })).toContain("done=none");
    expect(await told()).toEqual([]);
  });
});
