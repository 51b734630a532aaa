import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { removeDevice, renameDevice } from "@/app/account/security/actions";
import { decide } from "@/db/queries/decisions";
import { ownDevices, removeDeviceOf } from "@/lib/approvals/devices";
import { redeemHandle } from "@/lib/auth/redeem";
import { currentSession } from "@/lib/auth/session";
import { formToken } from "@/lib/flow-cookie";
import { untouched } from "@/lib/forms/state";
import { transition } from "@/lib/login/machine";
import { policy } from "@/lib/policy";
import { barrier } from "../../support/barrier";
import { testDatabase } from "../../support/database";
import { allRows, toldTo } from "../../support/notices";
import { newPerson, visitor } from "../../support/people";
import { browseWith, formOf, whatComesOf } from "../../support/requests";
import { newSession } from "../../support/sessions";
import { newPhone } from "./phone";
import {
  audited,
  deadlocks,
  enteredAs,
  login,
  newWaitingLogin,
  stateOf,
  waitingLogin,
  withPhone,
} from "./scenes";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));
vi.mock("@/lib/approvals/push", () => ({ notifySoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

const endpoint = {
  endpoint: "https://fcm.googleapis.com/x",
  keys: { p256dh: `B${"A".repeat(86)}`, auth: "A".repeat(22) },
};
const remove = (sid: string, device: string, token = formToken(sid)) =>
  whatComesOf(removeDevice(untouched, formOf({ token, device })));
const rename = (sid: string, device: string, name = "Mine") =>
  whatComesOf(renameDevice(untouched, formOf({ token: formToken(sid), device, name })));

const REMOVED = "/account/security?done=removed";
const NOTHING = "/account/security";

describe("A phone that was removed (T-101)", () => {
  test("lists, decides, subscribes and leaves no more, at once", async () => {
    const { person, phone, request } = await newWaitingLogin();
    await newPhone(person, "Other");
    const { sid } = await enteredAs(person);
    expect(await remove(sid, phone.id)).toBe(REMOVED);
    for (const answer of [
      await phone.list(),
      await phone.decide(request, "approved"),
      await phone.decide(request, "denied"),
      await phone.subscribe(endpoint),
      await phone.leave(),
    ])
      expect(answer).toEqual({ status: 401, body: null });
    expect(await stateOf(request)).not.toBe("approved");
    expect(await sql`select push_endpoint from devices where id = ${phone.id}`).toEqual([
      { push_endpoint: null },
    ]);
  });

  test("takes what waits with it, and is told to every address", async () => {
    const { person, phone, request, handle } = await newWaitingLogin();
    const { sid } = await enteredAs(person);
    await remove(sid, phone.id);
    expect(await stateOf(request)).toBe("cancelled");
    expect(await redeemHandle(handle)).toBeNull();
    expect(await toldTo()).toContain(`device-removed email ${person.email}`);
    expect(await audited("device.removed")).toEqual(["changed"]);
    expect((await login(person)).asks).toBe("pin");
    expect((await currentSession())?.user.approves).toBe(false);
  });

  test("ends every other session, and this one goes on under a new id", async () => {
    const { person, phone } = await withPhone();
    const [other, stranger] = [await newSession(person.id), await newSession((await newPerson()).id)];
    const { id, sid } = await enteredAs(person);
    await remove(sid, phone.id);
    expect(
      await sql`select id, revoked_for from sessions where id in (${other.id}, ${id}, ${stranger.id}) order by revoked_for`,
    ).toEqual([
      { id: other.id, revoked_for: "factor" },
      { id, revoked_for: "renewed" },
      { id: stranger.id, revoked_for: null },
    ]);
    expect(await currentSession()).toMatchObject({ user: { id: person.id } });
    expect(
      await sql`select 1 from sessions where user_id = ${person.id} and revoked_at is null`,
    ).toHaveLength(1);
    await browseWith({ sid });
    expect(await currentSession()).toBeNull();
  });

  test("never approves after its removal, whichever of both is first", async () => {
    const scene = await withPhone();
    const ends = new Set<string>();
    for (let round = 0; round < 50; round += 1) {
      await sql`delete from approvals`;
      await sql`update devices set revoked_at = null`;
      const { session } = await enteredAs(scene.person);
      const { phone, request, handle } = await waitingLogin(scene);
      const arrive = barrier(2);
      const [answer, removed] = await Promise.all([
        arrive().then(() => phone.decide(request, "approved")),
        arrive().then(() => removeDeviceOf(session, visitor, phone.id)),
      ]);
      expect(removed).toBe(true);
      expect(await redeemHandle(handle)).toBeNull();
      const state = await stateOf(request);
      expect(state === "approved").toBe(answer.body?.state === "approved");
      ends.add(state ?? "");
      expect((await phone.list()).status).toBe(401);
    }
    expect(["approved", "cancelled"]).toEqual(expect.arrayContaining([...ends]));
    expect(await deadlocks()).toBe(0);
  });

  test("decides nothing when it is removed after its answer was let in", async () => {
    const { person, phone, request, handle } = await newWaitingLogin();
    await newPhone(person, "Other");
    await sql`update devices set revoked_at = now() where id = ${phone.id}`;
    const given = { approvalId: request.id, deviceId: phone.id, userId: person.id, right: true };
    const by = { browser: "Chrome on Android", address: null, place: null };
    const signed = { statement: "as it was signed", signature: "of it" };
    const answer = { ...given, ...by, ...signed, decision: "approved" } as const;
    const [passed, denied, revoked] = [
      transition("factorPassed"),
      transition("denied"),
      transition("revoked"),
    ];
    const rule = { passed, denied, revoked, notices: { email: true, text: false } };
    expect(await decide(answer, rule)).toBeNull();
    expect([await stateOf(request), await redeemHandle(handle)]).toEqual(["pending", null]);
    await sql`update devices set revoked_at = null`;
    expect(await decide(answer, rule)).toMatchObject({ state: "approved" });
  });

  test("is removed once when it is removed twice at once, and told once", async () => {
    const { person, phone } = await withPhone();
    const { session } = await enteredAs(person);
    const both = await Promise.all([1, 2].map(() => removeDeviceOf(session, visitor, phone.id)));
    expect(both.filter(Boolean)).toHaveLength(1);
    expect(await audited("device.removed")).toEqual(["changed"]);
  });

  test("is listed no more", async () => {
    const { person, phone } = await withPhone();
    const other = await newPhone(person, "Other");
    expect((await ownDevices(person.id)).map(({ id }) => id)).toEqual([phone.id, other.id]);
    const { sid } = await enteredAs(person);
    await remove(sid, phone.id);
    expect((await ownDevices(person.id)).map(({ id }) => id)).toEqual([other.id]);
  });
});

describe("Another account's phone (T-062)", () => {
  test("can neither be removed nor renamed, and is as little there as one that never was", async () => {
    const theirs = await newWaitingLogin();
    const { sid } = await enteredAs((await withPhone()).person);
    const before = await allRows();
    for (const device of [theirs.phone.id, randomUUID(), "no id", "", "' or 1=1 --"])
      expect(await remove(sid, device)).toBe(NOTHING);
    const message = expect.stringContaining("Nothing was changed");
    for (const device of [randomUUID(), theirs.phone.id])
      expect(await rename(sid, device)).toMatchObject({ message });
    expect(await rename(sid, "no id")).toMatchObject({ errors: { device: expect.anything() } });
    expect(await allRows()).toEqual(before);
    expect((await theirs.phone.list()).status).toBe(200);
  });

  test("is shown to nobody else", async () => {
    await withPhone();
    expect(await ownDevices((await newPerson()).id)).toEqual([]);
  });
});

describe("What removing a phone takes (T-051)", () => {
  test.each([
    ["confirmed too long ago", { confirmed: policy.session.stepUpFreshSeconds + 1 }],
    ["that has shown the phone alone", { amr: "sms" }],
  ])("is more than a session %s", async (_, given) => {
    const { person, phone } = await withPhone();
    const { sid } = await enteredAs(person, given);
    expect(await remove(sid, phone.id)).toBe("/account/confirm?next=%2Faccount%2Fsecurity");
    expect(await rename(sid, phone.id)).toBe("/account/confirm?next=%2Faccount%2Fsecurity");
    expect((await phone.list()).body?.name).toBe("Pixel");
  });

  test("is a session that is still there", async () => {
    const { person, phone } = await withPhone();
    const { session } = await enteredAs(person);
    await sql`update sessions set revoked_at = now()`;
    expect(await removeDeviceOf(session, visitor, phone.id)).toBe(false);
    expect((await phone.list()).status).toBe(200);
  });

  test("is a form of our own", async () => {
    const { person, phone } = await withPhone();
    const { sid } = await enteredAs(person);
    expect(await remove(sid, phone.id, "")).toMatchObject({
      message: expect.stringContaining("our own page"),
    });
    expect((await phone.list()).status).toBe(200);
  });
});

test("A phone is called as its owner likes, and the history says so", async () => {
  const { person, phone } = await withPhone();
  const { sid } = await enteredAs(person);
  expect(await rename(sid, phone.id, "  Kitchen  ")).toBe(NOTHING);
  expect((await phone.list()).body?.name).toBe("Kitchen");
  expect(await audited("device.renamed")).toEqual(["changed"]);
  expect(await rename(sid, phone.id, "")).toMatchObject({ errors: { name: expect.any(String) } });
});

test("A phone gives its right up by itself: what waits ends with the last, and the owner is told", async () => {
  const { person, phone, request } = await newWaitingLogin();
  const other = await newPhone(person, "Other");
  expect(await other.leave()).toMatchObject({ body: { kind: "done" } });
  expect(await stateOf(request)).toBe("pending");
  expect(await other.list()).toEqual({ status: 401, body: null });
  await phone.leave();
  expect(await stateOf(request)).toBe("cancelled");
  expect(await audited("device.removed")).toEqual(["left", "left"]);
  expect(await toldTo()).toContain(`device-removed email ${person.email}`);
});
