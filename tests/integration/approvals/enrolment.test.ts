import { beforeEach, describe, expect, test, vi } from "vitest";
import { makeLink } from "@/app/account/security/actions";
import { GET } from "@/app/api/challenge/route";
import { makeEnrolmentLink, shownEnrolment } from "@/lib/approvals/enrol";
import { formToken } from "@/lib/flow-cookie";
import { untouched } from "@/lib/forms/state";
import { policy } from "@/lib/policy";
import { race } from "../../support/barrier";
import { testDatabase } from "../../support/database";
import { toldTo } from "../../support/notices";
import { newPerson, visitor } from "../../support/people";
import { browseWith, formOf, whatComesOf } from "../../support/requests";
import { newSession } from "../../support/sessions";
import { newLink, shownToken } from "./links";
import { enrol, newKey, phoneWith, postEnrolment } from "./phone";
import { audited, enteredAs, login, newWaitingLogin } from "./scenes";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));
vi.mock("@/lib/approvals/push", () => ({ notifySoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

const live = async () =>
  (await sql<{ id: string }[]>`select id from sessions where revoked_at is null`).map(({ id }) => id);

describe("A phone that is enrolled", () => {
  test("approves from then on, is told to every address, and ends every session but the one that asked (T-100)", async () => {
    const person = await newPerson();
    await newSession(person.id);
    await newSession((await newPerson()).id);
    const { id, session, token } = await newLink(person);
    const key = newKey();
    await browseWith({ sid: null });
    expect(await postEnrolment({ do: "look", token })).toMatchObject({
      body: { kind: "open", account: person.username },
    });
    const { body } = await enrol(token, key, { name: " My Pixel " });
    expect(body).toMatchObject({ kind: "enrolled", account: person.username });
    const phone = phoneWith(body?.device ?? "", key);
    expect(await phone.list()).toMatchObject({ body: { account: person.username, name: "My Pixel" } });
    expect((await login(person)).asks).toBe("approval");
    expect(await live()).toHaveLength(2);
    expect(await live()).toContain(id);
    expect(await toldTo()).toContain(`device-added email ${person.email}`);
    expect(await audited("device.added")).toEqual(["changed"]);
    expect(await audited("session.ended")).toEqual(["factor"]);
    expect(await sql`select id from sessions where id = ${session.id} and revoked_at is null`).toHaveLength(
      1,
    );
  });

  test("is seen by the browser that shows the link, which then shows it no more", async () => {
    const { session, token } = await newLink(await newPerson());
    const version = async () =>
      (await GET(new Request("http://localhost:3000/api/challenge?enrolment"))).json();
    expect(await version()).toEqual({ version: "open" });
    await enrol(token, newKey());
    expect(await version()).toEqual({ version: "used" });
    expect(await shownEnrolment(session)).toMatchObject({ url: null, device: "Pixel", version: "used" });
    await browseWith({ sid: null });
    expect(await version()).toEqual({ version: null });
  });

  test("leaves nothing of the link in the database (R-042)", async () => {
    const { token } = await newLink(await newPerson());
    expect(Buffer.from(token, "base64url").length * 8).toBeGreaterThanOrEqual(112);
    await enrol(token);
    const rows = await sql`select e::text, d::text from enrolments e join devices d on d.id = e.device_id`;
    expect(JSON.stringify(rows)).not.toContain(token);
  });
});

describe("A link for a phone (T-100)", () => {
  test("works once, however often it is used afterwards", async () => {
    const { token } = await newLink(await newPerson());
    expect((await enrol(token)).body?.kind).toBe("enrolled");
    for (let time = 0; time < 3; time += 1)
      expect(await enrol(token)).toMatchObject({ body: { kind: "over" } });
    expect(await postEnrolment({ do: "look", token })).toMatchObject({ body: { kind: "over" } });
    expect(await sql`select 1 from devices`).toHaveLength(1);
  });

  test("works once when fifty phones use it at once", async () => {
    const person = await newPerson();
    for (let round = 0; round < 5; round += 1) {
      await sql`delete from throttles`;
      await sql`delete from devices`;
      const { token } = await newLink(person);
      const keys = Array.from({ length: 50 }, () => newKey());
      const answers = await race(50, (index) => enrol(token, keys[index]));
      const kinds = answers.map((one) => (one.status === "fulfilled" ? one.value.body?.kind : one.reason));
      expect(kinds.filter((kind) => kind === "enrolled")).toHaveLength(1);
      expect(kinds.filter((kind) => kind === "over")).toHaveLength(49);
      expect(await sql`select 1 from devices`).toHaveLength(1);
    }
    expect(await audited("device.added")).toHaveLength(5);
  });

  test("ends when a newer one is made, here or in another session of the account", async () => {
    const person = await newPerson();
    const first = await newLink(person);
    const second = await newLink(person);
    expect(await enrol(first.token)).toMatchObject({ body: { kind: "over" } });
    await makeEnrolmentLink(second.session, visitor);
    const third = await shownToken(second.session);
    expect(await enrol(second.token)).toMatchObject({ body: { kind: "over" } });
    expect((await enrol(third)).body?.kind).toBe("enrolled");
  });

  test("is made ten times in an hour at most", async () => {
    const { session } = await enteredAs(await newPerson());
    for (let time = 0; time < policy.throttles.enrolmentsByAccount.limit; time += 1)
      expect(await makeEnrolmentLink(session, visitor)).toEqual({ kind: "made" });
    expect(await makeEnrolmentLink(session, visitor)).toMatchObject({ kind: "throttled" });
  });

  const make = (sid: string, token = formToken(sid)) => whatComesOf(makeLink(untouched, formOf({ token })));

  test.each([
    ["one that was confirmed too long ago", { confirmed: policy.session.stepUpFreshSeconds + 1 }],
    ["one that has shown the phone alone", { amr: "sms" }],
    ["one that has shown the password alone", { amr: "pwd" }],
    ["one that has shown an enrolled phone alone", { amr: "swk" }],
  ])("is not made by a session like %s", async (_, given) => {
    const { sid } = await enteredAs(await newPerson(), given);
    expect(await make(sid)).toBe("/account/confirm?next=%2Faccount%2Fsecurity");
    expect(await sql`select 1 from enrolments`).toHaveLength(0);
  });

  test("is made by a fresh one, from its own page only", async () => {
    const { sid } = await enteredAs(await newPerson());
    expect(await make(sid, "")).toMatchObject({ message: expect.stringContaining("our own page") });
    await browseWith({ sid, origin: "https://evil.example" });
    expect(await make(sid)).toMatchObject({ message: expect.stringContaining("our own page") });
    expect(await sql`select 1 from enrolments`).toHaveLength(0);
    await browseWith({ sid });
    expect(await make(sid)).toBe("/account/security#link");
    expect(await sql`select 1 from enrolments`).toHaveLength(1);
  });

  test("is not made by a session that has ended, nor while changes are paused", async () => {
    const { session, sid } = await enteredAs(await newPerson());
    await sql`update users set frozen_until = now() + interval '1 hour'`;
    expect(await make(sid)).toMatchObject({ message: expect.any(String) });
    expect(await makeEnrolmentLink(session, visitor)).toEqual({ kind: "refused" });
    await sql`update users set frozen_until = null`;
    await sql`update sessions set revoked_at = now()`;
    expect(await makeEnrolmentLink(session, visitor)).toEqual({ kind: "refused" });
    expect(await sql`select 1 from enrolments`).toHaveLength(0);
  });
});

test("A login that waits when a phone is enrolled goes on: another phone of the account may answer it", async () => {
  const { person, phone, request } = await newWaitingLogin();
  const { token } = await newLink(person);
  await browseWith({ sid: null });
  expect((await enrol(token)).body?.kind).toBe("enrolled");
  expect(await phone.decide(request, "approved")).toMatchObject({ body: { state: "approved" } });
});
