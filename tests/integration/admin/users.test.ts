import { beforeEach, describe, expect, test, vi } from "vitest";
import { search } from "@/app/admin/users/actions";
import { allAccounts } from "@/lib/admin/accounts";
import { requireSession } from "@/lib/auth/session";
import { formToken } from "@/lib/flow-cookie";
import { policy } from "@/lib/policy";
import { testDatabase } from "../../support/database";
import { newPerson, visitor } from "../../support/people";
import { browseWith, formOf, whatComesOf } from "../../support/requests";
import { enteredAs } from "../approvals/scenes";
import { asAdmin, deeds } from "./scenes";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);

const { sql, reset } = await testDatabase();
beforeEach(reset);

const look = (sid: string, q: string) => search({ answer: 0 }, formOf({ token: formToken(sid), q }));

const namesFor = async (sid: string, q: string): Promise<string[]> => {
  const { found = [] } = await look(sid, q);
  return found.map(({ username }) => username);
};

describe("The search for an account", () => {
  test("finds the beginning of a name or an address in any case, the newest first", async () => {
    const { sid } = await asAdmin();
    await newPerson({ username: "ada.lovelace", phone: "+447700900201" });
    await newPerson({ username: "adam", email: "somebody@example.org", phone: "+447700900202" });
    await newPerson({ username: "grace", email: "Ada.Other@example.org", phone: "+447700900203" });
    expect(await namesFor(sid, "ADA")).toEqual(["grace", "adam", "ada.lovelace"]);
    expect(await namesFor(sid, "ada.o")).toEqual(["grace"]);
    expect(await namesFor(sid, " somebody@example.org ")).toEqual(["adam"]);
    expect(await namesFor(sid, "lovelace")).toEqual([]);
  });

  test("takes what is typed for itself: no sign in it stands for others", async () => {
    const { sid } = await asAdmin();
    await newPerson({ username: "ada_one", phone: "+447700900204" });
    await newPerson({ username: "adaxone", phone: "+447700900205" });
    expect(await namesFor(sid, "ada_o")).toEqual(["ada_one"]);
    for (const q of ["%%", "ada%", "__", "\\\\", "' or 1=1 --"])
      expect(await namesFor(sid, q), q).toEqual([]);
  });

  test.each([
    "+447700900123",
    "+44 7700 900-123",
    "00447700900123",
    "447700900123",
    "07700 900123",
    "(07700) 900 123",
  ])("finds a number however it is typed: %s", async (typed) => {
    const { sid } = await asAdmin();
    await newPerson({ username: "ada", phone: "+447700900123" });
    await newPerson({ username: "eve", phone: "+447700900124" });
    await browseWith({ sid, headers: { "accept-language": "en-GB" } });
    expect(await namesFor(sid, typed)).toEqual(["ada"]);
  });

  test("finds no number by a part of it, and shows of a number its ending alone", async () => {
    const { sid } = await asAdmin();
    await newPerson({ username: "ada", phone: "+447700900123" });
    expect(await namesFor(sid, "+4477009")).toEqual([]);
    const { found } = await look(sid, "+447700900123");
    expect(found).toMatchObject([{ phoneEnding: "23" }]);
    expect(JSON.stringify(found)).not.toContain("900123");
  });

  test("is written down, without the address or the number that was typed", async () => {
    const { sid, admin } = await asAdmin();
    await look(sid, "ada@example.org");
    await look(sid, "+447700900123");
    await look(sid, "+447700900123");
    await look(sid, "+447700900145");
    const by = { event: "admin.searched", actorId: admin.id, userId: null };
    expect(await deeds()).toMatchObject([
      { ...by, outcome: "text", details: {} },
      { ...by, outcome: "number", details: { newEnding: "23" } },
      { ...by, outcome: "number", details: { newEnding: "45" } },
    ]);
  });

  test("asks for more than one letter, and gives back what was typed", async () => {
    const { sid } = await asAdmin();
    expect(await look(sid, "a")).toMatchObject({
      errors: { q: expect.stringContaining("two characters") },
      values: { q: "a" },
    });
    expect(await look(sid, "")).toMatchObject({ errors: { q: expect.anything() } });
    expect(await look(sid, `${"a".repeat(300)}`)).toMatchObject({ errors: { q: expect.anything() } });
  });

  test("says that there is more than a page of it", async () => {
    const { sid } = await asAdmin();
    for (let count = 0; count <= policy.admin.perPage; count += 1) await person(`same${count}`, count);
    const { found = [], more } = await look(sid, "same");
    expect(found).toHaveLength(policy.admin.perPage);
    expect(more).toBe(true);
  });

  test.each([
    ["a user", {}],
    ["an administrator who has shown a text alone", { admin: true }],
  ])("tells %s nothing", async (_, { admin = false }: { admin?: boolean }) => {
    const who = admin ? (await asAdmin()).admin : await newPerson();
    const { sid } = await enteredAs(who, { amr: "pwd sms" });
    const led = await look(sid, "person").catch((error: Error) => String(error.message));
    if (!admin) expect(led).toContain("404");
    else expect(await whatComesOf(look(sid, "person"))).toContain("/account/confirm?next=");
    expect(await deeds()).toEqual([]);
  });

  test("takes no form from elsewhere", async () => {
    const { sid } = await asAdmin();
    for (const origin of [null, "https://evil.example"]) {
      await browseWith({ sid, origin });
      expect(await look(sid, "person")).toMatchObject({ message: expect.stringContaining("own page") });
    }
    await browseWith({ sid });
    const forged = await search({ answer: 0 }, formOf({ token: "x", q: "person" }));
    expect(forged).toMatchObject({ message: expect.stringContaining("own page") });
    expect(await deeds()).toEqual([]);
  });
});

/** Somebody in a list: made so many seconds ago. */
const person = async (username: string, seconds: number) => {
  const [row] = await sql<{ id: string }[]>`
    insert into users (username, username_key, username_skeleton, email, email_key, created_at)
    values (${username}, ${username}, ${username}, ${`${username}@example.org`}, ${`${username}@example.org`},
      now() - ${seconds} * interval '1 second') returning id`;
  await sql`insert into phones (user_id, number) values (${row?.id ?? ""}, ${`+4479${String(10_000_000 + seconds)}`})`;
};

describe("The list of all accounts", () => {
  test("goes from page to page without leaving one out, also where many were made at one moment", async () => {
    const { session } = await asAdmin();
    const most = 2 * policy.admin.perPage + 10;
    await sql.begin(async () => {
      for (let count = 0; count < most; count += 1) await person(`one${count}`, count);
    });
    await sql`update users set created_at = '2026-01-01T00:00:00.123456Z' where username like 'one1%'`;
    const seen: string[] = [];
    let after: string | null = null;
    for (let page = 0; page < 5; page += 1) {
      const { accounts, older, continued } = await allAccounts(session, visitor, after);
      expect(continued).toBe(page > 0);
      seen.push(...accounts.map(({ username }) => username));
      if (older === null) break;
      after = new URL(older, "http://localhost").searchParams.get("after");
    }
    expect(new Set(seen).size).toBe(most + 1);
    expect(seen).toHaveLength(most + 1);
  });

  test("begins anew where its address says nothing that it knows", async () => {
    const { session, admin } = await asAdmin();
    for (const after of ["x", "1", `1.${"-".repeat(36)}`, ["1", "2"], `99999999999999999999.${admin.id}`])
      expect((await allAccounts(session, visitor, after)).accounts).toHaveLength(1);
    expect((await allAccounts(session, visitor, `1.${admin.id}`)).accounts).toEqual([]);
  });

  test("says what is not as usual with an account", async () => {
    const { session, admin } = await asAdmin();
    const odd = await newPerson();
    await sql`update users set disabled_at = now(), frozen_until = now() + interval '1 hour' where id = ${odd.id}`;
    const usual = await newPerson();
    const { accounts } = await allAccounts(session, visitor, null);
    const marks = new Map(accounts.map((line) => [line.id, line.marks]));
    expect(marks.get(odd.id)).toEqual(["Disabled", "Changes paused"]);
    expect(marks.get(usual.id)).toEqual([]);
    expect(marks.get(admin.id)).toEqual(["Admin"]);
  });

  test("is written down once an hour", async () => {
    const { session, admin } = await asAdmin();
    for (let round = 0; round < 3; round += 1) await allAccounts(session, visitor, null);
    expect(await deeds()).toMatchObject([{ event: "admin.searched", outcome: "all", actorId: admin.id }]);
  });
});

test("To a user the administration is an address that does not exist", async () => {
  await enteredAs(await newPerson());
  for (const place of ["/admin", "/admin/users"] as const)
    await expect(requireSession(place)).rejects.toThrow("404");
});
