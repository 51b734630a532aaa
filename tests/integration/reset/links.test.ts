import { beforeEach, describe, expect, test, vi } from "vitest";
import { goOnWithLink } from "@/app/(auth)/reset/link/actions";
import { submitPin } from "@/app/(auth)/reset/pin/actions";
import { formToken } from "@/lib/flow-cookie";
import { untouched } from "@/lib/forms/state";
import { linkToken } from "@/lib/links";
import { policy } from "@/lib/policy";
import { mailedReset, requestReset, startReset } from "@/lib/reset/reset";
import { race } from "../../support/barrier";
import { testDatabase } from "../../support/database";
import { allRows, toldTo } from "../../support/notices";
import { newPerson, visitor } from "../../support/people";
import { scriptedProvider } from "../../support/provider";
import { browseWith, formOf, nextHeaders, whatComesOf } from "../../support/requests";
import { testSimulator } from "../../support/simulator";
import { mailedLink, newestLink } from "./resets";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));
// Whole scenes, and many rounds of races.
vi.setConfig({ testTimeout: 60_000 });

const { sql, reset } = await testDatabase();
const { control } = await testSimulator();
beforeEach(async () => {
  control.reset();
  await reset();
});

const NOBODY = { username: "nobody-here", email: "nobody@example.org" };
const { settlesAfterSeconds } = policy.phone;

describe("Asking for a reset tells nobody whether there is an account (T-005)", () => {
  const counted = () => sql`select name, count from throttles order by name, count`;
  const written = () => sql`select event, outcome, factor, browser from audit`;

  test.each(["username", "email"] as const)("by its %s", async (by) => {
    const seen: unknown[] = [];
    for (const known of [true, false]) {
      await reset();
      const person = await newPerson();
      const identifier = known ? person[by] : NOBODY[by];
      seen.push([
        await requestReset(identifier, visitor),
        await requestReset(identifier.toUpperCase(), visitor),
        await counted(),
        await written(),
      ]);
      const mails = await toldTo();
      expect(mails).toEqual(known ? Array(2).fill(`reset-link email ${person.email}`) : []);
    }
    expect(seen[0]).toEqual(seen[1]);
  });

  test("nor of a disabled one, which gets no mail", async () => {
    const person = await newPerson();
    await sql`update users set disabled_at = now()`;
    expect(await requestReset(person.username, visitor)).toEqual({ kind: "asked" });
    expect(await toldTo()).toEqual([]);
    expect(await sql`select 1 from confirmations`).toEqual([]);
  });

  test("and limits arrive at the same attempt, by name and by address (T-008)", async () => {
    const { username } = await newPerson();
    const attempts = async (name: string) => {
      await sql`delete from throttles`;
      let asked = 0;
      while ((await requestReset(name, visitor)).kind === "asked") asked += 1;
      return asked;
    };
    expect([await attempts(username), await attempts(NOBODY.username)]).toEqual(
      Array(2).fill(policy.throttles.resetByAccount.limit),
    );
    const { limit } = policy.throttles.resetByAddress;
    await sql`delete from throttles`;
    for (let index = 0; index < limit; index += 1) await requestReset(`${NOBODY.username}${index}`, visitor);
    const elsewhere = { ...visitor, address: "198.51.100.9" };
    for (const name of [username, NOBODY.username]) {
      expect(await requestReset(name, visitor)).toMatchObject({ kind: "throttled" });
      expect(await requestReset(name, elsewhere)).toEqual({ kind: "asked" });
    }
  });

  test("and sends no text by itself", async () => {
    const person = await newPerson();
    await requestReset(person.username, visitor);
    expect(control.messagesFor(person.phone)).toEqual([]);
    expect(await sql`select 1 from challenges`).toEqual([]);
  });
});

describe("A link", () => {
  test("changes nothing by being looked at, however often (T-055)", async () => {
    const person = await newPerson();
    const link = await mailedLink(person);
    const before = await allRows();
    for (let looks = 0; looks < 3; looks += 1)
      expect(await mailedReset(link)).toMatchObject({ username: person.username, settlesAt: null });
    expect(await allRows()).toEqual(before);
  });

  test("is used once, and sends the PIN to the number of the account", async () => {
    const person = await newPerson();
    const link = await mailedLink(person);
    const script = scriptedProvider();
    const handle = await startReset(link, visitor, script.providers);
    expect(handle).toMatch(/^[\w-]{43}$/);
    expect(script.starts).toMatchObject([{ number: person.phone }]);
    expect(await mailedReset(link)).toBeNull();
    expect(await startReset(link, visitor, script.providers)).toBeNull();
    expect(script.starts).toHaveLength(1);
    expect(JSON.stringify(await sql`select * from confirmations`)).not.toContain(handle);
  });

  test("is used once by fifty who open it at once, and one PIN goes out, 5 times over", async () => {
    for (let round = 0; round < 5; round += 1) {
      await reset();
      const link = await mailedLink(await newPerson());
      const script = scriptedProvider();
      const ends = await race(50, () => startReset(link, visitor, script.providers));
      expect(ends.filter((end) => end.status === "fulfilled" && end.value !== null)).toHaveLength(1);
      expect(ends.filter((end) => end.status === "rejected")).toEqual([]);
      expect(script.starts).toHaveLength(1);
    }
  });

  test("is good for an hour", async () => {
    const link = await mailedLink(await newPerson());
    expect(
      await sql`select extract(epoch from expires_at - created_at)::int as seconds from confirmations`,
    ).toEqual([{ seconds: 3600 }]);
    await sql`update confirmations set expires_at = now()`;
    expect(await mailedReset(link)).toBeNull();
    expect(await startReset(link, visitor)).toBeNull();
    await sql`update confirmations set expires_at = now() + interval '2 seconds'`;
    expect(await startReset(link, visitor, scriptedProvider().providers)).not.toBeNull();
  });

  test("ends the others of its account, and none of another", async () => {
    const [person, other] = [await newPerson(), await newPerson()];
    const theirs = await mailedLink(other);
    const first = await mailedLink(person);
    const second = await mailedLink(person);
    await startReset(second, visitor, scriptedProvider().providers);
    expect(await mailedReset(first)).toBeNull();
    expect(await startReset(first, visitor)).toBeNull();
    expect(await mailedReset(theirs)).not.toBeNull();
  });

  test("of another purpose, and one that was invented, is none", async () => {
    await mailedLink(await newPerson());
    const [{ id } = { id: "" }] = await sql<{ id: string }[]>`select id from confirmations`;
    const before = await allRows();
    for (const link of [
      linkToken("confirm-email", id),
      id,
      "",
      null,
      ["x"],
      "x".repeat(44),
      `${await newestLink()}x`,
    ]) {
      expect(await mailedReset(link)).toBeNull();
      expect(await startReset(link, visitor)).toBeNull();
    }
    expect(await allRows()).toEqual(before);
  });

  test.each([
    ["was disabled", () => sql`update users set disabled_at = now()`],
    ["was deleted", () => sql`delete from users`],
  ])("of an account that %s is over", async (_, meanwhile) => {
    const link = await mailedLink(await newPerson());
    await meanwhile();
    expect(await mailedReset(link)).toBeNull();
    expect(await startReset(link, visitor)).toBeNull();
  });

  test("opens nothing while the number was changed less than three days ago, and stays good for later (T-083)", async () => {
    const person = await newPerson();
    await sql`update phones set changed_at = now() - ${settlesAfterSeconds - 60} * interval '1 second'`;
    const link = await mailedLink(person);
    const before = await allRows();
    expect(await mailedReset(link)).toMatchObject({ settlesAt: expect.closeTo(Date.now() + 60_000, -4) });
    expect(await startReset(link, visitor)).toBeNull();
    expect(await allRows()).toEqual(before);
    await sql`update phones set changed_at = changed_at - interval '61 seconds'`;
    expect(await startReset(link, visitor, scriptedProvider().providers)).not.toBeNull();
  });

  test("is used by a press on our own page only, and its PIN typed there", async () => {
    const person = await newPerson();
    const link = await mailedLink(person);
    const press = () => whatComesOf(goOnWithLink(formOf({ token: link })));
    const before = await allRows();
    for (const origin of ["https://evil.example", null]) {
      await browseWith({ sid: null, origin });
      expect(await press()).toBe("/reset");
    }
    expect(await allRows()).toEqual(before);
    await browseWith({ sid: null });
    expect(await press()).toBe("/reset/pin");
    const handle = (await nextHeaders.cookies()).get("countersign-reset")?.value ?? "";
    const pin = control.latestCode(person.phone) ?? "";
    const type = (token: string) => whatComesOf(submitPin(untouched, formOf({ token, pin })));
    expect(await type("")).toMatchObject({ message: expect.any(String) });
    expect(await type(formToken(handle))).toBe("/reset/password");
  });
});
