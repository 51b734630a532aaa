import { beforeEach, describe, expect, test, vi } from "vitest";
import { askStepUpPin } from "@/app/account/confirm/actions";
import { submitPin } from "@/app/account/confirm/pin/actions";
import { examineDeployment } from "@/app/admin/doctor/actions";
import { requireSession } from "@/lib/auth/session";
import { ownPin } from "@/lib/doctor/own-pin";
import { formToken } from "@/lib/flow-cookie";
import { untouched } from "@/lib/forms/state";
import { testDatabase } from "../../support/database";
import { newPerson } from "../../support/people";
import { browseWith, formOf, whatComesOf } from "../../support/requests";
import { testSimulator } from "../../support/simulator";
import { openToSimulator } from "../../support/webhooks";
import { enteredAs } from "../approvals/scenes";
import { cookie } from "../step-up/browser";
import { asAdmin, deeds } from "./scenes";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);

const { sql, reset } = await testDatabase();
const { control } = await testSimulator();
beforeEach(reset);

const press = (token: string) => whatComesOf(examineDeployment({ answer: 0 }, formOf({ token })));

describe("The doctor of the administration", () => {
  test("tells what is right and what is not, with cures and without secrets, and is written down", async () => {
    const { admin, sid } = await asAdmin();
    const state = await press(formToken(sid));
    if (typeof state === "string") throw new Error(state);
    const { results = [], summary } = state;
    expect(summary).toMatch(/^\d+ checks: \d+ right, \d+ to look at, \d+ wrong/);
    expect(results).toContainEqual(
      expect.objectContaining({ title: "Vonage's application", verdict: "right" }),
    );
    // Nobody serves at this address here.
    expect(results).toContainEqual(
      expect.objectContaining({ title: "Health", verdict: "wrong", cure: expect.stringMatching(/\w/) }),
    );
    const told = JSON.stringify(results);
    for (const secret of [process.env.AUTH_SECRET, process.env.PASSWORD_PEPPERS, process.env.DATABASE_URL])
      expect(told).not.toContain(secret);
    expect([...(await deeds())]).toEqual([
      { event: "admin.examined", outcome: "deployment", userId: null, actorId: admin.id, details: {} },
    ]);
  });

  test("looks at nothing for a form that was not made for this session", async () => {
    await asAdmin();
    expect(await press(formToken("somebody else's"))).toMatchObject({ message: expect.any(String) });
    expect([...(await deeds())]).toEqual([]);
  });

  test("does not exist for somebody who is no administrator", async () => {
    const { sid } = await enteredAs(await newPerson());
    await expect(press(formToken(sid))).rejects.toThrow("NEXT_HTTP_ERROR_FALLBACK;404");
  });

  test("leads nobody in without a session", async () => {
    await browseWith({ sid: null });
    expect(await press("")).toBe("/login?next=%2Fadmin%2Fdoctor");
  });
});

describe("The whole way to one's own phone", () => {
  test("is an ordinary confirmation that leads back, with what the provider's callbacks tell of it", async () => {
    await openToSimulator();
    const { admin, sid } = await asAdmin();
    expect(await ownPin(admin.id)).toBeNull();

    const ask = formOf({ token: formToken(sid), next: "/admin/doctor" });
    expect(await whatComesOf(askStepUpPin(ask))).toBe("/account/confirm/pin");
    expect(await ownPin(admin.id)).toMatchObject({ standing: "sent, and not entered yet", callbacks: [] });
    const sends = await sql`select purpose, result from sends`;
    expect([...sends]).toEqual([{ purpose: "confirm", result: "accepted" }]);

    const pin = control.latestCode(admin.phone) ?? "";
    const typed = formOf({ token: formToken((await cookie("step-up")) ?? ""), pin });
    expect(await whatComesOf(submitPin(untouched, typed))).toBe("/admin/doctor");
    // The passkey counts on beside the PIN: without it this page would not exist any more.
    expect(await requireSession("/admin/doctor")).toMatchObject({ aal: 2, user: { id: admin.id } });
    await control.callbacksSettled();
    expect(await ownPin(admin.id)).toMatchObject({
      provider: "vonage",
      standing: "entered, and right",
      callbacks: expect.arrayContaining([expect.objectContaining({ channel: "sms", status: "completed" })]),
    });
  });

  test("is nobody else's", async () => {
    const { sid } = await asAdmin();
    await whatComesOf(askStepUpPin(formOf({ token: formToken(sid), next: "/admin/doctor" })));
    const other = await newPerson({ username: "eve", phone: "+447700900199" });
    expect(await ownPin(other.id)).toBeNull();
  });
});
