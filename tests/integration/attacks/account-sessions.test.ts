import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { endOne } from "@/app/account/sessions/actions";
import { revokeSession } from "@/db/queries/sessions";
import { hashSecret } from "@/lib/crypto";
import { formToken } from "@/lib/flow-cookie";
import { untouched } from "@/lib/forms/state";
import { race } from "../../support/barrier";
import { testDatabase } from "../../support/database";
import { newPerson, type Person } from "../../support/people";
import { browseWith, formOf, whatComesOf } from "../../support/requests";
import { newSession } from "../../support/sessions";
import {
  ALL_ENDED,
  ENDED,
  end,
  endAll,
  type Given,
  isLive,
  liveOf,
  NOTHING,
  rows,
  threeSessions,
} from "./account-sessions";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

describe("Ending sessions (T-045)", () => {
  test("One that its owner ends is denied at the very next look, and the others are not", async () => {
    const { own, phone, office } = await threeSessions();
    expect(await end(own, phone.id)).toBe(ENDED);
    expect(await liveOf(own, phone, office)).toEqual([true, false, true]);
  });

  test("It is written down once, with the browsers that was ended and that ended it, and nobody is told", async () => {
    const { person, own, phone } = await threeSessions();
    await end(own, phone.id);
    await end(own, phone.id);
    expect(await sql`select event, outcome, user_id, session_id, browser, details from audit`).toEqual([
      {
        event: "session.ended",
        outcome: "owner",
        user_id: person.id,
        session_id: phone.id,
        browser: "Safari on iPhone",
        details: { place: "London, GB", by: "Firefox on Linux" },
      },
    ]);
    expect(await sql`select * from notices`).toHaveLength(0);
  });

  test("All others end together, and the one that asked goes on", async () => {
    const { own, phone, office } = await threeSessions();
    expect(await endAll(own)).toBe(ALL_ENDED);
    expect(await liveOf(own, phone, office)).toEqual([true, false, false]);
    expect(await sql`select session_id, outcome from audit order by session_id`).toEqual(
      [phone.id, office.id].sort().map((session_id) => ({ session_id, outcome: "owner" })),
    );
  });

  test("The owner is told of all others once, not once for each", async () => {
    const { person, own } = await threeSessions();
    await endAll(own);
    const told = await sql`select user_id, kind, channel, recipient, details from notices`;
    expect(told).toEqual([
      {
        user_id: person.id,
        kind: "sessions-ended",
        channel: "email",
        recipient: person.email,
        details: { username: person.username, browser: "Firefox on Linux", place: null },
      },
    ]);
  });

  test("Where there is no other, nothing is written and nobody is told", async () => {
    const person = await newPerson();
    const own = await newSession(person.id);
    await browseWith({ sid: own.sid });
    const before = await rows();
    expect(await endAll(own)).toBe(NOTHING);
    expect(await rows()).toEqual(before);
  });

  test("A session that logs out is denied at the very next look", async () => {
    const { own, phone } = await threeSessions();
    await revokeSession(hashSecret(own.sid), "logout");
    expect(await liveOf(own, phone)).toEqual([false, true]);
  });

  test("A session that was just ended ends no other", async () => {
    const { own, phone, office } = await threeSessions();
    await end(own, phone.id);
    await browseWith({ sid: phone.sid });
    expect(await end(phone, office.id)).toBe("/login?next=%2Faccount%2Fsessions");
    expect(await endAll(phone)).toBe("/login?next=%2Faccount%2Fsessions");
    expect(await liveOf(own, office)).toEqual([true, true]);
  });

  test("Pressed many times at once it is one end and one line", async () => {
    const { own, phone } = await threeSessions();
    const answers = await race(8, () => end(own, phone.id));
    const led = answers.map((answer) => (answer.status === "fulfilled" ? answer.value : answer.reason));
    expect(led.filter((path) => path === ENDED)).toHaveLength(1);
    expect(led.filter((path) => path === NOTHING)).toHaveLength(7);
    expect(await sql`select * from audit`).toHaveLength(1);
  });
});

describe("What is no session of the account (T-062)", () => {
  const notMine = async (own: Given, person: Person): Promise<readonly (readonly [string, string])[]> => {
    const other = await newSession((await newPerson()).id);
    const ended = await newSession(person.id);
    await sql`update sessions set revoked_at = now(), revoked_for = 'logout' where id = ${ended.id}`;
    return [
      ["somebody else's", other.id],
      ["one that never was", randomUUID()],
      ["one that is over", ended.id],
      ["the one that asks", own.id],
      ["the id of a person", person.id],
      ["nothing", ""],
      ["no id", "1 or 1=1"],
      ["a quote", "'; delete from sessions; --"],
      ["a zero byte", "\u0000"],
      ["a long text", "x".repeat(100_000)],
      ["the session's secret", own.sid],
    ];
  };

  test("Whatever it is, the answer is the same and nothing has changed", async () => {
    const { person, own } = await threeSessions();
    for (const [what, session] of await notMine(own, person)) {
      const before = await rows();
      expect(await end(own, session), what).toBe(NOTHING);
      expect(await rows(), what).toEqual(before);
    }
  });

  test("A form with two ids names none", async () => {
    const { own, phone, office } = await threeSessions();
    const form = formOf({ token: formToken(own.sid), session: phone.id });
    form.append("session", office.id);
    expect(await whatComesOf(endOne(untouched, form))).toBe(NOTHING);
    expect(await liveOf(phone, office)).toEqual([true, true]);
  });

  test("Ending all others leaves everybody else's alone", async () => {
    const { own } = await threeSessions();
    const stranger = await newSession((await newPerson()).id);
    await endAll(own);
    expect(await isLive(stranger)).toBe(true);
  });
});
