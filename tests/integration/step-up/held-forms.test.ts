import { beforeEach, describe, expect, test, vi } from "vitest";
import { policy } from "@/lib/policy";
import { completeStepUp, stepUpHandle } from "@/lib/step-up/confirm";
import { heldForm, holdForm } from "@/lib/step-up/hold";
import { nextStepUp } from "@/lib/step-up/steps";
import { testDatabase } from "../../support/database";
import { nextHeaders } from "../../support/requests";
import { cookie, here, loggedIn, PAGE, provedStepUp, sendPin } from "./browser";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

const FRESH = policy.session.stepUpFreshSeconds;
describe("What was typed before a confirmation", () => {
  const held = { username: "a new name" };

  test("comes back to whoever typed it, on its page, and for as long as the confirmation lasts", async () => {
    const { session } = await loggedIn({ confirmed: FRESH + 1 });
    await holdForm(session, PAGE, held);
    expect(await heldForm(session, PAGE)).toEqual(held);
    expect(await heldForm(session, "/account/email")).toBeNull();
    await completeStepUp(session, await provedStepUp(session));
    expect(await heldForm(await here(), PAGE)).toEqual(held);
    await sql`update confirmations set expires_at = now()`;
    expect(await heldForm(await here(), PAGE)).toBeNull();
  });

  test("does not come to another account in the same browser", async () => {
    const owner = await loggedIn({ confirmed: FRESH + 1 });
    await holdForm(owner.session, PAGE, held);
    const handle = (await cookie("step-up")) ?? "";
    const other = await loggedIn();
    (await nextHeaders.cookies()).set("countersign-step-up", handle);
    expect(await heldForm(other.session, PAGE)).toBeNull();
    expect(await heldForm(owner.session, PAGE)).toEqual(held);
  });

  test("is one PIN's: asking twice sends one message", async () => {
    const { session } = await loggedIn({ confirmed: FRESH + 1 });
    await holdForm(session, PAGE, held);
    const handle = await stepUpHandle(session, PAGE);
    await sendPin(session, handle);
    await sendPin(session, await stepUpHandle(session, PAGE));
    expect(await sql`select 1 from challenges`).toHaveLength(1);
    expect(await nextStepUp(session, PAGE)).toEqual({ next: "pin", asked: true });
  });
});
