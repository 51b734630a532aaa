import { beforeEach, describe, expect, test, vi } from "vitest";
import { askAgain, askPhone, cancel, goOn } from "@/app/account/confirm/approve/actions";
import { redeemHandle } from "@/lib/auth/redeem";
import { currentSession } from "@/lib/auth/session";
import { checkConfirmationPin } from "@/lib/confirmations/check-pin";
import { formToken } from "@/lib/flow-cookie";
import { policy } from "@/lib/policy";
import { askPhonesToConfirm, waitingStepUp as shownStepUp } from "@/lib/step-up/approve";
import { completeStepUp, stepUpHandle } from "@/lib/step-up/confirm";
import { race } from "../../support/barrier";
import { testDatabase } from "../../support/database";
import { visitor } from "../../support/people";
import { scriptedProvider } from "../../support/provider";
import { browseWith, formOf, nextHeaders, whatComesOf } from "../../support/requests";
import { sendPin } from "../step-up/browser";
import { wrongDigits } from "./phone";
import { enteredAs, ownHandle, passTime, stateOf, waitingAction, waitingStepUp, withPhone } from "./scenes";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));
vi.mock("@/lib/approvals/push", () => ({ notifySoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

const PAGE = "/account/username";
const STALE = { confirmed: policy.session.stepUpFreshSeconds + 1 };

const confirmation = async () =>
  (await sql`select state, amr from confirmations order by created_at desc limit 1`)[0];

describe("A step-up that a phone has approved", () => {
  test("makes the session fresh, under a new id, with the phone among its methods", async () => {
    const { phone, request, session, handle, sid } = await waitingStepUp();
    await phone.decide(request, "approved");
    expect(await completeStepUp(session, handle)).toEqual({ returnTo: PAGE });
    const now = await currentSession();
    expect(now).toMatchObject({
      aal: 2,
      methods: ["pwd", "sms", "swk"],
      stepUpAgeSeconds: expect.closeTo(0, -1),
    });
    expect(now?.id).not.toBe(session.id);
    await browseWith({ sid });
    expect(await currentSession()).toBeNull();
    expect(await sql`select 1 from sessions where revoked_at is null`).toHaveLength(1);
  });

  test("is good once, however often it is finished at once", async () => {
    const { phone, request, session, handle } = await waitingStepUp();
    await phone.decide(request, "approved");
    const ends = await race(50, () => completeStepUp(session, handle));
    expect(ends.filter((end) => end.status === "fulfilled" && end.value !== null)).toHaveLength(1);
    expect(await sql`select 1 from sessions where revoked_at is null`).toHaveLength(1);
  });

  test("is worth nothing in another session of the account, nor in one of another account (T-051)", async () => {
    const { person, phone, request, handle, session } = await waitingStepUp();
    await phone.decide(request, "approved");
    const second = await enteredAs(person, STALE);
    const stranger = await enteredAs((await withPhone()).person, STALE);
    for (const other of [second.session, stranger.session]) {
      expect(await completeStepUp(other, handle)).toBeNull();
      expect(await askPhonesToConfirm(other, handle, visitor)).toBe("over");
      (await nextHeaders.cookies()).set("countersign-step-up", handle);
      expect(await shownStepUp(other)).toBeNull();
    }
    expect(await redeemHandle(handle)).toBeNull();
    expect(await completeStepUp(session, handle)).not.toBeNull();
  });

  test("lets a session of a password alone be one of both factors", async () => {
    const { phone, request, session, handle } = await waitingStepUp({ amr: "pwd" });
    await phone.decide(request, "approved");
    await completeStepUp(session, handle);
    expect(await currentSession()).toMatchObject({ aal: 2, methods: ["pwd", "swk"] });
  });

  test("does not make two factors of a phone's number and a phone's key: both are held", async () => {
    const { phone, request, session, handle } = await waitingStepUp({ amr: "sms" });
    await phone.decide(request, "approved");
    await completeStepUp(session, handle);
    expect(await currentSession()).toMatchObject({ aal: 1, methods: ["sms", "swk"] });
  });

  test("leaves whoever waits for it elsewhere waiting: a login is not let in by it", async () => {
    const { phone, request } = await waitingStepUp();
    const other = await waitingAction({ ...(await withPhone()) });
    await phone.decide(request, "approved");
    expect(await stateOf(other.request)).toBe("pending");
    expect(await sql`select 1 from logins where state = 'verified'`).toHaveLength(0);
  });
});

describe("A step-up that no phone has approved", () => {
  test.each(["denied", "disowned"] as const)("because it was %s is over", async (decision) => {
    const { phone, request, session, handle } = await waitingStepUp();
    await phone.decide(request, decision);
    expect(await confirmation()).toMatchObject({ state: "cancelled", amr: "" });
    expect(await completeStepUp(session, handle)).toBeNull();
  });

  test("is proved by nothing while it waits, and by no wrong digits", async () => {
    const { phone, request, session, handle } = await waitingStepUp();
    expect(await completeStepUp(session, handle)).toBeNull();
    for (let time = 0; time < 3; time += 1)
      await phone.decide(request, "approved", { digits: wrongDigits(request.id) });
    expect(await stateOf(request)).toBe("exhausted");
    expect(await completeStepUp(session, handle)).toBeNull();
  });

  test("can be confirmed with a PIN instead, and the request approves nothing then", async () => {
    const { phone, request, session, handle } = await waitingStepUp();
    const script = scriptedProvider();
    await sendPin(session, handle, script);
    expect(await checkConfirmationPin("step-up", handle, script.code, visitor, script.providers)).toEqual({
      kind: "proved",
    });
    expect(await phone.decide(request, "approved")).toMatchObject({ body: { kind: "over" } });
    await completeStepUp(session, handle);
    expect(await currentSession()).toMatchObject({ methods: ["pwd", "sms"] });
  });

  test("is asked for once more in its own place: the former request is over", async () => {
    const { phone, request, session, handle } = await waitingStepUp();
    expect(await askPhonesToConfirm(session, handle, visitor)).toBeNull();
    expect(await stateOf(request)).toBe("cancelled");
    const { id } = await phone.waiting();
    expect(id).not.toBe(request.id);
    expect(await askPhonesToConfirm(session, handle, visitor)).toBeNull();
    expect(await askPhonesToConfirm(session, handle, visitor)).toBe("limit");
  });

  test("is busy while another session of the account waits, and asks after that", async () => {
    const { person, handle: theirs } = await waitingStepUp();
    const { session } = await enteredAs(person, STALE);
    await passTime(91);
    expect(await askPhonesToConfirm(session, theirs, visitor)).toBe("over");
    await passTime(-91);
    const handle = await stepUpHandle(session, PAGE);
    expect(await askPhonesToConfirm(session, handle, visitor)).toBe("busy");
    await passTime(91);
    expect(await askPhonesToConfirm(session, handle, visitor)).toBeNull();
  });

  test("has nobody to ask where no phone is enrolled", async () => {
    const { person } = await withPhone();
    await sql`update devices set revoked_at = now()`;
    const { session } = await enteredAs(person, STALE);
    expect(await askPhonesToConfirm(session, await stepUpHandle(session, PAGE), visitor)).toBe("none");
  });
});

describe("The buttons of a step-up (T-051)", () => {
  test("lead from the question to the page that waits, and back to what was wanted", async () => {
    const { person, phone } = await withPhone();
    const { sid } = await enteredAs(person, STALE);
    expect(await whatComesOf(askPhone(formOf({ token: formToken(sid), next: PAGE })))).toBe(
      "/account/confirm/approve",
    );
    const own = formOf({ token: formToken(await ownHandle("step-up")) });
    expect(await whatComesOf(goOn(own))).toBe("/account/confirm/approve");
    await phone.decide(await phone.waiting(), "approved");
    expect(await whatComesOf(goOn(own))).toBe(PAGE);
    expect(await currentSession()).toMatchObject({ stepUpAgeSeconds: expect.closeTo(0, -1) });
  });

  test("do nothing without the token of their form, or from another site", async () => {
    const { session, sid, handle, request } = await waitingStepUp();
    await whatComesOf(askPhone(formOf({ token: "", next: PAGE })));
    await whatComesOf(askAgain(formOf({ token: formToken(sid) })));
    await whatComesOf(cancel(formOf({ token: "" })));
    await browseWith({ sid, origin: "https://evil.example" });
    (await nextHeaders.cookies()).set("countersign-step-up", handle);
    await whatComesOf(askAgain(formOf({ token: formToken(handle) })));
    await whatComesOf(cancel(formOf({ token: formToken(handle) })));
    await whatComesOf(askPhone(formOf({ token: session.formToken, next: PAGE })));
    expect(await stateOf(request)).toBe("pending");
    expect(await sql`select 1 from approvals`).toHaveLength(1);
  });

  test("give it up when cancelled, and the phone is told", async () => {
    const { handle, phone, request } = await waitingStepUp();
    expect(await whatComesOf(cancel(formOf({ token: formToken(handle) })))).toBe("/account");
    expect(await stateOf(request)).toBe("cancelled");
    expect(await phone.decide(request, "approved")).toMatchObject({
      body: { kind: "over", state: "cancelled" },
    });
  });
});
