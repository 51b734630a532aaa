import { beforeEach, describe, expect, test, vi } from "vitest";
import { removeDevice } from "@/app/account/security/actions";
import { formToken } from "@/lib/flow-cookie";
import { untouched } from "@/lib/forms/state";
import { askPhones, askPinInstead } from "@/lib/login/approve";
import { checkLoginPin } from "@/lib/login/check-pin";
import { dispute } from "@/lib/notices/dispute";
import { policy } from "@/lib/policy";
import { deviceName } from "@/lib/schemas/device";
import { testDatabase } from "../../support/database";
import { newNotice } from "../../support/notices";
import { visitor } from "../../support/people";
import { scriptedProvider } from "../../support/provider";
import { formOf, whatComesOf } from "../../support/requests";
import { linkOf } from "../notices/disputes";
import { newPhone } from "./phone";
import { audited, enteredAs, loginState, states, waitingLogin, withPhone } from "./scenes";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));
vi.mock("@/lib/approvals/push", () => ({ notifySoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

describe('Whoever answers a notice with "this was not me"', () => {
  test("takes the right of every phone that was enrolled since, and of no other", async () => {
    const { person, phone: own } = await withPhone();
    await sql`update devices set created_at = now() - interval '1 day'`;
    const link = linkOf(await newNotice(person, { kind: "device-added", age: 60 }));
    const foreign = await newPhone(person, "Foreign");
    await dispute(link, visitor);
    expect((await foreign.list()).status).toBe(401);
    expect((await own.list()).status).toBe(200);
    expect(await audited("device.removed")).toEqual(["disputed"]);
  });

  test("leaves the phones of other accounts alone", async () => {
    const [{ person }, other] = [await withPhone(), await withPhone()];
    await dispute(linkOf(await newNotice(person, { kind: "new-browser", age: 3_600 })), visitor);
    expect((await other.phone.list()).status).toBe(200);
  });
});

test("A phone can be removed while nothing may be changed: that only takes a right away", async () => {
  const { person, phone } = await withPhone();
  const { sid } = await enteredAs(person);
  await sql`update users set frozen_until = now() + interval '1 day'`;
  const form = formOf({ token: formToken(sid), device: phone.id });
  expect(await whatComesOf(removeDevice(untouched, form))).toBe("/account/security?done=removed");
  expect((await phone.list()).status).toBe(401);
});

test("Asking once too often leaves the request that waits", async () => {
  const scene = await withPhone();
  const { handle } = await waitingLogin(scene);
  for (let asked = 1; asked < policy.approval.mostIn[0].requests; asked += 1)
    expect(await askPhones(handle, visitor)).toBe(null);
  expect(await askPhones(handle, visitor)).toBe("limit");
  expect(await states()).toEqual(["cancelled", "cancelled", "pending"]);
});

test("A PIN that logs in ends what a phone was asked in the same login", async () => {
  const { handle, phone, request } = await waitingLogin(await withPhone());
  const script = scriptedProvider();
  expect(await askPinInstead(handle, false, visitor, script.providers)).toBe(true);
  expect(await askPhones(handle, visitor, script.providers)).toBe(null);
  expect(await checkLoginPin(handle, script.code, visitor, script.providers)).toMatchObject({
    kind: "verified",
  });
  expect(await states()).toEqual(["cancelled", "cancelled"]);
  expect((await phone.decide(request, "approved")).body).toMatchObject({ kind: "over" });
  expect(await loginState(handle)).toBe("verified");
});

test.each(["\u202egnp.exe", "Ada\u2066s phone", "\u200fphone"])(
  "A name that turns the direction of what follows is refused (%j)",
  (name) => expect(deviceName.safeParse(name).success).toBe(false),
);

test("Names of any script, and drawn ones, are taken", () => {
  for (const name of ["Adas Téléphone", "הטלפון שלי", "我的手机", "👩‍💻"])
    expect(deviceName.safeParse(name).success).toBe(true);
});
