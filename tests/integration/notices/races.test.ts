import { beforeEach, expect, test, vi } from "vitest";
import { redeemHandle } from "@/lib/auth/redeem";
import { linkToken } from "@/lib/links";
import { checkLoginPin } from "@/lib/login/check-pin";
import { dispute } from "@/lib/notices/dispute";
import { readUndo, undoNumber } from "@/lib/notices/undo-number";
import { race } from "../../support/barrier";
import { testDatabase } from "../../support/database";
import { newNotice, newPhoneChange, toldTo } from "../../support/notices";
import { loginAwaitingPin, newPerson, visitor } from "../../support/people";
import { scriptedProvider } from "../../support/provider";
import { newSession } from "../../support/sessions";
import { linkOf } from "./disputes";

// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

test("Pressed fifty times at once it is done once, five times over", async () => {
  for (let round = 0; round < 5; round += 1) {
    await reset();
    const person = await newPerson();
    await newSession(person.id);
    const link = linkOf(await newNotice(person));
    const ends = await race(50, () => dispute(link, visitor));
    expect(ends.filter(({ status }) => status === "rejected")).toEqual([]);
    expect(await sql`select * from audit where event = 'notice.disputed'`).toHaveLength(1);
    expect(await sql`select * from audit where event = 'session.ended'`).toHaveLength(1);
    expect((await toldTo()).filter((line) => line.startsWith("changes-frozen"))).toHaveLength(1);
  }
}, 60_000);

test("No login gets away by opening its session at the same moment, thirty times", async () => {
  const { providers, code } = scriptedProvider();
  for (let round = 0; round < 30; round += 1) {
    await reset();
    const person = await newPerson();
    const handle = await loginAwaitingPin(person, providers);
    await checkLoginPin(handle, code, visitor, providers);
    const link = linkOf(await newNotice(person));
    await race<unknown>(2, (index) => (index === 0 ? redeemHandle(handle) : dispute(link, visitor)));
    expect(await sql`select * from sessions where revoked_at is null`).toHaveLength(0);
  }
}, 60_000);

test("Pressed fifty times at once the number comes back once, five times over", async () => {
  for (let round = 0; round < 5; round += 1) {
    await reset();
    const person = await newPerson();
    await newSession(person.id);
    const link = linkToken("undo-number", await newPhoneChange(person, "+447700900999"));
    const ends = await race(50, () => undoNumber(link, visitor));
    expect(ends.filter(({ status }) => status === "rejected")).toEqual([]);
    expect(await sql`select number from phones`).toEqual([{ number: person.phone }]);
    expect(await sql`select outcome from audit where event = 'phone.restored'`).toEqual([
      { outcome: "restored" },
    ]);
    expect(await sql`select * from audit where event = 'session.ended'`).toHaveLength(1);
    expect((await toldTo()).length).toBe(3);
  }
}, 60_000);

test("A number that is signed up with at the same moment belongs to one account in the end, thirty times", async () => {
  for (let round = 0; round < 30; round += 1) {
    await reset();
    const [person, other] = [await newPerson(), await newPerson()];
    await newSession(person.id);
    const link = linkToken("undo-number", await newPhoneChange(person, "+447700900999"));
    const ends = await race<unknown>(2, (index) =>
      index === 0
        ? undoNumber(link, visitor)
        : sql`update phones set number = ${person.phone} where user_id = ${other.id}`,
    );
    expect(ends[0]?.status).toBe("fulfilled");
    const owners = await sql`select user_id from phones where number = ${person.phone}`;
    expect(owners).toHaveLength(1);
    const restored = owners[0]?.user_id === person.id;
    expect(await readUndo(link)).toMatchObject({ kind: restored ? "undone" : "stopped" });
    expect(await sql`select * from sessions where revoked_at is null`).toHaveLength(0);
  }
}, 60_000);

test("All notices of an account pressed at once do not wait for each other in a circle, twenty times", async () => {
  for (let round = 0; round < 20; round += 1) {
    await reset();
    const person = await newPerson();
    for (let session = 0; session < 5; session += 1) await newSession(person.id);
    const undo = linkToken("undo-number", await newPhoneChange(person, "+447700900999"));
    const links: string[] = [];
    for (let notice = 0; notice < 8; notice += 1) links.push(linkOf(await newNotice(person)));
    const ends = await race(9, (index) =>
      index === 8 ? undoNumber(undo, visitor) : dispute(links[index], visitor),
    );
    expect(ends.filter(({ status }) => status === "rejected")).toEqual([]);
    expect(await sql`select * from audit where event = 'notice.disputed'`).toHaveLength(8);
    expect(await sql`select * from audit where event = 'session.ended'`).toHaveLength(5);
  }
}, 60_000);
