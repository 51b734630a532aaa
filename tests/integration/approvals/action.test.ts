import { beforeEach, describe, expect, test, vi } from "vitest";
import { cancel, goOn } from "@/app/account/approve/actions";
import { sendMoney } from "@/app/account/transfer/actions";
import { approved, approvedForm } from "@/lib/approvals/action";
import type { Session } from "@/lib/auth/session";
import { formToken } from "@/lib/flow-cookie";
import { untouched } from "@/lib/forms/state";
import { policy } from "@/lib/policy";
import { approvalRequest } from "@/lib/schemas/approval";
import { race } from "../../support/barrier";
import { testDatabase } from "../../support/database";
import { browseWith, formOf, nextHeaders, whatComesOf } from "../../support/requests";
import { newSession } from "../../support/sessions";
import {
  ACTION_PAGE,
  act,
  enteredAs,
  ownHandle,
  passTime,
  SUBJECT,
  states,
  waitingAction,
  withPhone,
} from "./scenes";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));
vi.mock("@/lib/approvals/push", () => ({ notifySoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

const WAITS = "/account/approve";

/** An action that the phone has answered. */
async function answered(decision: "approved" | "denied" | "disowned" = "approved") {
  const scene = await waitingAction();
  await scene.phone.decide(scene.request, decision);
  return scene;
}

const yes = { kind: "approved", approvalId: expect.any(String) };

describe("What a phone has approved", () => {
  test("is done once: the next one is asked for anew", async () => {
    const { session, request, phone } = await answered();
    expect(await act(session)).toEqual({ kind: "approved", approvalId: request.id });
    expect(await act(session)).toBe(WAITS);
    expect((await phone.waiting()).id).not.toBe(request.id);
  });

  test("is done once when fifty presses come at once", async () => {
    for (let round = 0; round < 3; round += 1) {
      const { session } = await answered();
      const done = await race(50, () => act(session));
      const outcomes = done.map((one) => (one.status === "fulfilled" ? one.value : String(one.reason)));
      expect(outcomes.filter((one) => typeof one === "object" && one.kind === "approved")).toHaveLength(1);
      expect(outcomes.filter((one) => typeof one === "string" && one !== WAITS)).toEqual([]);
      expect((await states()).filter((state) => state === "pending").length).toBeLessThanOrEqual(1);
      await sql`delete from approvals`;
    }
  });

  test("shows on the phone exactly what is done", async () => {
    const { request, person } = await waitingAction();
    expect(approvalRequest.parse(JSON.parse(request.request))).toMatchObject({
      purpose: "action",
      account: person.username,
      message: SUBJECT.message,
      details: SUBJECT.details,
      logo: SUBJECT.logo,
    });
  });

  test.each([
    ["another message", { ...SUBJECT, message: "Send moneys" }],
    ["another payee", { ...SUBJECT, details: [{ label: "Payee", value: "Jarod's vault " }] }],
    ["another name of a line", { ...SUBJECT, details: [{ label: "payee", value: "Jarod's vault" }] }],
    ["one line more", { ...SUBJECT, details: [...SUBJECT.details, { label: "Amount", value: "1" }] }],
    ["no lines", { message: SUBJECT.message, logo: SUBJECT.logo }],
    ["another picture", { ...SUBJECT, logo: "/logo.svg" }],
    ["no picture", { ...SUBJECT, logo: null }],
  ])("is not good for %s", async (_, subject) => {
    const { session } = await answered();
    expect(await act(session, subject)).toBe(WAITS);
    expect(await act(session)).toEqual(yes);
  });

  test("is not good for another page", async () => {
    const { session } = await answered();
    expect(await act(session, SUBJECT, "/account/other")).toBe(WAITS);
    expect(await approvedForm(session, "/account/other")).toBeNull();
  });

  test("is not good in another session, of this account or of another", async () => {
    const { person, session, sid } = await answered();
    for (const whose of [person, (await withPhone()).person]) {
      const other = await enteredAs(whose);
      expect(await act(other.session)).toBe(WAITS);
      expect(await approvedForm(other.session, ACTION_PAGE)).toBeNull();
      await sql`update approvals set state = 'cancelled' where state = 'pending'`;
    }
    await browseWith({ sid });
    expect(await act(session)).toEqual(yes);
  });

  test("is good within five minutes of the answer, and not after that (4:59, 5:01)", async () => {
    const { session } = await answered();
    await passTime(policy.approval.useWithinSeconds - 1);
    expect(await approvedForm(session, ACTION_PAGE)).toEqual({});
    await passTime(2);
    expect(await approvedForm(session, ACTION_PAGE)).toBeNull();
    expect(await act(session)).toBe(WAITS);
    const again = await answered();
    await passTime(policy.approval.useWithinSeconds - 1);
    expect(await act(again.session)).toEqual(yes);
  });

  test("is worth nothing when the session has ended since", async () => {
    const { session } = await answered();
    await sql`update sessions set revoked_at = now()`;
    expect(await act(session)).not.toEqual(yes);
    expect(await sql`select 1 from approvals where used_at is not null`).toHaveLength(0);
  });
});

describe("What no phone has approved is not done", () => {
  test.each(["denied", "disowned"] as const)("when it was %s", async (decision) => {
    const { session } = await answered(decision);
    expect(await act(session)).not.toEqual(yes);
    expect(await approvedForm(session, ACTION_PAGE)).toBeNull();
  });

  test("while it waits, when its time is over, or when it was given up", async () => {
    const { session, handle } = await waitingAction();
    expect(await approvedForm(session, ACTION_PAGE)).toBeNull();
    await passTime(91);
    expect(await act(session)).toBe(WAITS);
    await whatComesOf(cancel(formOf({ token: formToken(await ownHandle("action")) })));
    expect(await states()).toEqual(["lapsed", "cancelled"]);
    expect(handle).not.toBe(await ownHandle("action"));
    expect(await act(session)).toBe(WAITS);
  });

  test("when no phone is enrolled, nor when too many were asked", async () => {
    const { session, phone } = await waitingAction();
    await act(session);
    await act(session);
    expect(await act(session)).toMatchObject({
      kind: "refused",
      message: expect.stringContaining("ten minutes"),
    });
    await phone.leave();
    expect(await act(session)).toMatchObject({ kind: "refused", message: expect.stringContaining("Enrol") });
  });

  test("but asked for: what does not fit on a phone is not even asked", async () => {
    const { session } = await waitingAction();
    await expect(approved(session, ACTION_PAGE, { message: "" })).rejects.toThrow();
    await expect(approved(session, ACTION_PAGE, { message: "a".repeat(121) })).rejects.toThrow();
    const details = Array.from({ length: 13 }, () => ({ label: "a", value: "b" }));
    await expect(approved(session, ACTION_PAGE, { message: "a", details })).rejects.toThrow();
  });
});

describe("The page that waits for an action (T-062)", () => {
  const press = async (button: typeof goOn, handle: string) =>
    whatComesOf(button(formOf({ token: formToken(handle) })));

  test("leads back to where it was asked for, with what was typed there", async () => {
    const { person, phone } = await withPhone();
    const { session } = await enteredAs(person);
    const kept = { payee: "Jarod" };
    expect(await act(session, SUBJECT, ACTION_PAGE, kept)).toBe(WAITS);
    expect(await approvedForm(session, ACTION_PAGE)).toBeNull();
    await phone.decide(await phone.waiting(), "approved");
    expect(await press(goOn, await ownHandle("action"))).toBe(ACTION_PAGE);
    expect(await approvedForm(session, ACTION_PAGE)).toEqual(kept);
    expect(await act(session)).toEqual(yes);
    expect(await approvedForm(session, ACTION_PAGE)).toBeNull();
  });

  test("is nobody else's: another session can neither see it nor give it up", async () => {
    const { person, handle } = await waitingAction();
    for (const { id } of [person, (await withPhone()).person]) {
      await browseWith({ sid: (await newSession(id)).sid });
      (await nextHeaders.cookies()).set("countersign-action", handle);
      expect(await press(cancel, handle)).toBe("/account");
      expect(await press(goOn, handle)).toBe("/account");
    }
    expect(await states()).toEqual(["pending"]);
  });

  test("does nothing for a form that is not its own", async () => {
    const { session, handle } = await waitingAction();
    for (const token of ["", session.formToken, handle]) await whatComesOf(cancel(formOf({ token })));
    expect(await states()).toEqual(["pending"]);
  });
});

describe("The example of an action", () => {
  const send = ({ formToken: token }: Pick<Session, "formToken">) =>
    whatComesOf(sendMoney(untouched, formOf({ token })));

  test("sends once for each approval, with its receipt, and not before", async () => {
    const { person, phone } = await withPhone();
    const { session } = await enteredAs(person);
    expect(await send(session)).toBe(WAITS);
    const request = await phone.waiting();
    expect(request.request).toContain("1,000,000");
    await phone.decide(request, "approved");
    expect(await send(session)).toBe(`/account/transfer?receipt=${request.id}`);
    expect(await send(session)).toBe(WAITS);
  });

  test("asks for both factors first, and for a form of our own", async () => {
    const { person } = await withPhone();
    const { session } = await enteredAs(person, { amr: "sms" });
    expect(await send(session)).toBe("/account/confirm?next=%2Faccount%2Ftransfer");
    expect(await send({ formToken: "" })).toMatchObject({ message: expect.stringContaining("our own page") });
    expect(await states()).toEqual([]);
  });
});
