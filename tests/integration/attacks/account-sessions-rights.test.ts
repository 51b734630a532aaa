import { beforeEach, describe, expect, test, vi } from "vitest";
import { endOthersOf, endSessionOf } from "@/lib/account/end-sessions";
import { currentSession } from "@/lib/auth/session";
import { hashSecret } from "@/lib/crypto";
import { formToken } from "@/lib/flow-cookie";
import { policy } from "@/lib/policy";
import { testDatabase } from "../../support/database";
import { visitor } from "../../support/people";
import { browseWith } from "../../support/requests";
import {
  CONFIRM,
  ENDED,
  end,
  endAll,
  type Given,
  isLive,
  liveOf,
  rows,
  threeSessions,
} from "./account-sessions";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

describe("What ending a session takes (T-051, T-052)", () => {
  const stale = policy.session.stepUpFreshSeconds + 1;

  test.each([
    ["a phone alone", { amr: "sms" }],
    ["a password alone", { amr: "pwd" }],
    ["both factors, too long ago", { confirmed: stale }],
  ])("With %s nothing ends, and the person is asked to confirm", async (_, given) => {
    const { own, phone, office } = await threeSessions(given);
    const before = await rows();
    expect(await end(own, phone.id)).toBe(CONFIRM);
    expect(await endAll(own)).toBe(CONFIRM);
    expect(await liveOf(own, phone, office)).toEqual([true, true, true]);
    expect(await rows()).toEqual(before);
  });

  test("Both factors just within the time are enough", async () => {
    const { own, phone } = await threeSessions({ confirmed: policy.session.stepUpFreshSeconds - 5 });
    expect(await end(own, phone.id)).toBe(ENDED);
  });

  test("A confirmation of another session of the account is worth nothing", async () => {
    const { own, phone, office } = await threeSessions({ confirmed: stale });
    await sql`update sessions set stepped_up_at = now() where id = ${phone.id}`;
    expect(await end(own, office.id)).toBe(CONFIRM);
    expect(await isLive(office)).toBe(true);
  });

  test("What was pressed is kept for the way back, and what is no id is not", async () => {
    const { own, phone } = await threeSessions({ confirmed: stale });
    await end(own, phone.id);
    await end(own, "\u0000 no id");
    await endAll(own);
    expect(await sql`select held from confirmations order by created_at`).toEqual([
      { held: { session: phone.id } },
      { held: {} },
      { held: { session: "others" } },
    ]);
  });

  test("While changes are paused sessions can be ended: that only takes rights away", async () => {
    const { person, own, phone } = await threeSessions();
    await sql`update users set frozen_until = now() + interval '1 hour' where id = ${person.id}`;
    await end(own, phone.id);
    expect(await isLive(phone)).toBe(false);
  });

  test.each([
    [
      "the session that asks has ended",
      (sid: string) => sql`update sessions set revoked_at = now() where sid_hash = ${hashSecret(sid)}`,
    ],
    ["the account has been disabled", () => sql`update users set disabled_at = now()`],
  ])("Nothing ends when %s since the request was let in", async (_, meanwhile) => {
    const { own, phone } = await threeSessions();
    const session = await currentSession();
    if (!session) throw new Error("Nobody is logged in");
    await meanwhile(own.sid);
    const before = await rows();
    expect(await endSessionOf(session, visitor, phone.id)).toBe(false);
    expect(await endOthersOf(session, visitor)).toBe(false);
    expect(await rows()).toEqual(before);
  });

  test.each([
    ["no token", () => ""],
    ["another session's token", ({ phone }: { phone: Given }) => formToken(phone.sid)],
    ["the session's id as token", ({ own }: { own: Given }) => own.id],
  ])("A form with %s ends nothing", async (_, token) => {
    const all = await threeSessions();
    const before = await rows();
    for (const answer of [await end(all.own, all.phone.id, token(all)), await endAll(all.own, token(all))]) {
      expect(answer).toMatchObject({ message: expect.stringContaining("our own page") });
    }
    expect(await rows()).toEqual(before);
  });

  test.each([
    ["another site", { origin: "https://evil.example" }],
    ["nowhere", { origin: null }],
    ["another site by its own word", { headers: { "sec-fetch-site": "cross-site" } }],
  ])("A form from %s ends nothing", async (_, from) => {
    const { own, phone } = await threeSessions();
    await browseWith({ sid: own.sid, ...from });
    expect(await end(own, phone.id)).toMatchObject({ message: expect.stringContaining("our own page") });
    expect(await isLive(phone)).toBe(true);
  });
});
