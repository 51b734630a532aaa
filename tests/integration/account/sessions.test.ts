import { beforeEach, describe, expect, test } from "vitest";
import { ownSessions } from "@/lib/account/sessions";
import { findLiveSession } from "@/lib/auth/redeem";
import { policy } from "@/lib/policy";
import { testDatabase } from "../../support/database";
import { newPerson } from "../../support/people";
import { newSession } from "../../support/sessions";

const { sql, reset } = await testDatabase();
beforeEach(reset);

const { 1: phoneOnly, 2: both } = policy.session;

describe("The list of sessions", () => {
  test("The one that looks comes first, the others by their newest activity", async () => {
    const person = await newPerson();
    await newSession(person.id, { browser: "Safari on iPhone", idle: 300 });
    const own = await newSession(person.id, { idle: 900, browser: "Chrome on Windows" });
    await newSession(person.id, { browser: "Edge on Windows", idle: 10, place: "London, GB" });
    const listed = await ownSessions(person.id, own.id);
    expect(listed.map(({ browser, lastActive, place }) => [browser, lastActive, place])).toEqual([
      ["Chrome on Windows", "15 minutes ago", null],
      ["Edge on Windows", "just now", "London, GB"],
      ["Safari on iPhone", "5 minutes ago", null],
    ]);
    expect(listed.map(({ id }) => id === null)).toEqual([true, false, false]);
  });

  test("It says with what each was opened", async () => {
    const person = await newPerson();
    const own = await newSession(person.id, { amr: "sms" });
    await newSession(person.id);
    const listed = await ownSessions(person.id, own.id);
    expect(listed.map(({ methods }) => methods)).toEqual([
      "PIN to the phone",
      "password and PIN to the phone",
    ]);
  });

  test.each([
    ["idle for too long", { idle: both.idleSeconds + 1 }],
    ["too old", { age: both.absoluteSeconds + 1 }],
    ["by phone alone, idle for too long", { amr: "sms", idle: phoneOnly.idleSeconds + 1 }],
    ["by phone alone, too old", { amr: "sms", age: phoneOnly.absoluteSeconds + 1 }],
    ["opened with nothing that we know", { amr: "unheard-of" }],
  ])("A session that is %s opens nothing, and is not listed", async (_, given) => {
    const person = await newPerson();
    const own = await newSession(person.id);
    const { sid } = await newSession(person.id, given);
    expect(await findLiveSession(sid)).toBeNull();
    expect(await ownSessions(person.id, own.id)).toHaveLength(1);
  });

  test("A session by phone alone lasts as long as its own limits say", async () => {
    const person = await newPerson();
    const own = await newSession(person.id);
    await newSession(person.id, {
      amr: "sms",
      age: phoneOnly.absoluteSeconds - 60,
      idle: phoneOnly.idleSeconds - 60,
    });
    expect(await ownSessions(person.id, own.id)).toHaveLength(2);
  });

  test("One that was ended is not listed", async () => {
    const person = await newPerson();
    const own = await newSession(person.id);
    const ended = await newSession(person.id);
    await sql`update sessions set revoked_at = now() where id = ${ended.id}`;
    expect(await ownSessions(person.id, own.id)).toHaveLength(1);
  });

  test("It holds nobody else's sessions (T-062)", async () => {
    const [person, other] = [await newPerson(), await newPerson()];
    const own = await newSession(person.id);
    await newSession(other.id, { browser: "Opera on Linux" });
    expect((await ownSessions(person.id, own.id)).map(({ browser }) => browser)).toEqual([
      "Firefox on Linux",
    ]);
  });
});
