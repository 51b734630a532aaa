import { beforeEach, describe, expect, test, vi } from "vitest";
import { remove } from "@/app/account/security/remove/actions";
import { redeemHandle } from "@/lib/auth/redeem";
import { removeFactorOf } from "@/lib/factors/own";
import { untouched } from "@/lib/forms/state";
import { race } from "../../support/barrier";
import { testDatabase } from "../../support/database";
import { toldTo } from "../../support/notices";
import { visitor } from "../../support/people";
import { formOf, whatComesOf } from "../../support/requests";
import { deadlocks, enteredAs, login, loginState } from "../approvals/scenes";
import { here } from "../step-up/browser";
import { newApp, newCodes, showApp, showCode, waitingFor, withApp } from "./scenes";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));
vi.mock("@/lib/approvals/push", () => ({ notifySoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

const press = async (id: string) =>
  whatComesOf(remove(untouched, formOf({ token: (await here()).formToken, kind: "authenticator", id })));

describe("Removing an app (T-093)", () => {
  test.each(["sms", "pwd"])("needs more than a session that has shown %s alone", async (amr) => {
    const { person, app } = await withApp();
    await enteredAs(person, { amr });
    expect(await press(app.id)).toMatch(/^\/account\/confirm\?next=/);
    expect((await login(person)).asks).toBe("authenticator");
  });

  test("the last of all leaves the text, and its owner is told", async () => {
    const { person, app } = await withApp();
    const second = await newApp(person, "Tablet");
    await enteredAs(person);
    expect((await here()).user.strong).toEqual({ passkey: 0, phone: 0, authenticator: 2 });
    for (const one of [app, second]) {
      expect((await login(person)).asks).toBe("authenticator");
      expect(await press(one.id)).toBe("/account/security/authenticator?done=removed");
    }
    expect((await login(person)).asks).toBe("pin");
    expect((await toldTo()).filter((line) => line === `factor-removed email ${person.email}`)).toHaveLength(
      2,
    );
  });

  test("ends the logins that wait for it, and leaves recovery codes good", async () => {
    const { person, app } = await withApp();
    const [code = ""] = await newCodes(person, 1);
    const handle = await waitingFor("authenticator", person);
    const { session } = await enteredAs(person);
    await removeFactorOf("authenticator", session, visitor, app.id);
    expect(await showApp(handle, await app.code())).toEqual({ kind: "closed" });
    expect(await showCode(await waitingFor("recovery", person), code)).toMatchObject({ kind: "passed" });
  });

  test("leaves no session behind that its code opens at the same moment", async () => {
    for (let round = 0; round < 8; round += 1) {
      await reset();
      const { person, app } = await withApp();
      const handle = await waitingFor("authenticator", person);
      const { session } = await enteredAs(person);
      const code = await app.code();
      const outcomes = await race<unknown>(3, async (at) => {
        if (at === 0) return removeFactorOf("authenticator", session, visitor, app.id);
        return (await showApp(handle, code)).kind === "passed" ? redeemHandle(handle) : null;
      });
      expect(outcomes.filter(({ status }) => status === "rejected")).toEqual([]);
      expect(outcomes[0]).toEqual({ status: "fulfilled", value: true });
      expect(await sql`select amr from sessions where revoked_at is null`).toEqual([{ amr: "pwd sms" }]);
      expect(["cancelled", "completed"]).toContain(await loginState(handle));
    }
    expect(await deadlocks()).toBe(0);
  });
});
