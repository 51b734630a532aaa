import { beforeEach, describe, expect, test, vi } from "vitest";
import { cancelAction } from "@/db/queries/approvals";
import { cancelConfirmation } from "@/db/queries/confirmations";
import { replacePassword } from "@/lib/account/change-password";
import { approvalView, readApprovalOf } from "@/lib/approvals/view";
import { redeemHandle } from "@/lib/auth/redeem";
import { hashSecret } from "@/lib/crypto";
import { askPinInstead } from "@/lib/login/approve";
import { cancelLogin } from "@/lib/login/cancel";
import { completeStepUp } from "@/lib/step-up/confirm";
import { testDatabase } from "../../support/database";
import { PASSWORD, visitor } from "../../support/people";
import { scriptedProvider } from "../../support/provider";
import {
  act,
  enteredAs,
  loginState,
  newWaitingLogin,
  passTime,
  stateOf,
  waitingAction,
  waitingStepUp,
} from "./scenes";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));
vi.mock("@/lib/approvals/push", () => ({ notifySoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

type Scene = Awaited<ReturnType<typeof newWaitingLogin>>;
const { providers } = scriptedProvider();

/** Whatever the phone says now is refused, and changes nothing. */
async function refusesAll({ phone, request }: Pick<Scene, "phone" | "request">): Promise<void> {
  const before = await sql`select * from approvals`;
  for (const decision of ["approved", "denied", "disowned"] as const)
    expect(await phone.decide(request, decision)).toMatchObject({ status: 200, body: { kind: "over" } });
  expect(await sql`select * from approvals`).toEqual(before);
}

const decided = (decision: "approved" | "denied" | "disowned") => async (scene: Scene) => {
  expect(await scene.phone.decide(scene.request, decision)).toMatchObject({ body: { state: decision } });
};

const changePassword = async ({ person }: Pick<Scene, "person">) => {
  const { session } = await enteredAs(person);
  const change = { current: PASSWORD, password: "nine lives of a tabby" };
  expect(await replacePassword(session, change, visitor)).toEqual({ kind: "changed" });
};

describe("An answer to a login is refused (T-097)", () => {
  test.each<[string, (scene: Scene) => Promise<unknown>, string]>([
    ["after its ninety seconds", () => passTime(90), "pending"],
    ["after the login was cancelled", ({ handle }) => cancelLogin(handle, providers), "cancelled"],
    [
      "after a text was wanted instead",
      ({ handle }) => askPinInstead(handle, false, visitor, providers),
      "cancelled",
    ],
    ["after a no", decided("denied"), "denied"],
    ["after 'this was not me'", decided("disowned"), "disowned"],
    ["after it was approved", decided("approved"), "approved"],
    [
      "after the session was opened",
      async (scene) => {
        await decided("approved")(scene);
        expect(await redeemHandle(scene.handle)).not.toBeNull();
      },
      "approved",
    ],
    ["after the login's own time", () => sql`update logins set expires_at = now()`, "pending"],
    ["after the login failed", () => sql`update logins set state = 'failed'`, "pending"],
    ["after the login was swept away", () => sql`delete from logins`, "pending"],
    ["after the password was changed", changePassword, "cancelled"],
  ])("%s", async (_, change, state) => {
    const scene = await newWaitingLogin();
    await change(scene);
    await refusesAll(scene);
    expect(await stateOf(scene.request)).toBe(state);
  });

  test("from an account that was disabled, as from a phone that nobody knows", async () => {
    const { phone, request } = await newWaitingLogin();
    await sql`update users set disabled_at = now()`;
    expect((await phone.decide(request, "approved")).status).toBe(401);
    expect(await stateOf(request)).toBe("pending");
  });

  test("just after the end of its time, and is taken just before it (T-016)", async () => {
    const before = await newWaitingLogin();
    await sql`update approvals set expires_at = now() + interval '5 seconds'`;
    expect(await before.phone.decide(before.request, "approved")).toMatchObject({
      body: { state: "approved" },
    });
    const after = await newWaitingLogin();
    await sql`update approvals set expires_at = now() - interval '1 millisecond'`;
    await refusesAll(after);
  });

  test("and a login without an answer opens nothing", async () => {
    const { handle } = await newWaitingLogin();
    expect(await redeemHandle(handle)).toBeNull();
    expect(await sql`select 1 from sessions`).toHaveLength(0);
  });

  test("and when time is over the browser and the phone are told so, although nobody wrote it down", async () => {
    const { phone, handle, request } = await newWaitingLogin();
    await passTime(91);
    const row = await readApprovalOf("login", handle);
    expect(row && approvalView("login", row)).toMatchObject({ state: "lapsed", digits: null });
    expect((await phone.waiting(request.id)).state).toBe("lapsed");
    expect((await phone.list()).body?.requests).toEqual([]);
  });
});

describe("An answer to a step-up is refused (T-097)", () => {
  test.each<[string, (scene: Awaited<ReturnType<typeof waitingStepUp>>) => Promise<unknown>]>([
    ["after its time", () => passTime(90)],
    [
      "after it was given up",
      ({ handle }) => cancelConfirmation({ kind: "step-up", handleHash: hashSecret(handle) }),
    ],
    ["after its session ended", () => sql`update sessions set revoked_at = now()`],
    ["after the confirmation's own time", () => sql`update confirmations set expires_at = now()`],
    ["after a PIN confirmed it", () => sql`update confirmations set state = 'proved'`],
    ["after the password was changed", changePassword],
  ])("%s", async (_, change) => {
    const scene = await waitingStepUp();
    await change(scene);
    await refusesAll(scene);
    expect(await stateOf(scene.request)).not.toBe("approved");
  });

  test("after a no, which also ends what was to be confirmed", async () => {
    const scene = await waitingStepUp();
    await scene.phone.decide(scene.request, "denied");
    await refusesAll(scene);
    expect(await completeStepUp(scene.session, scene.handle)).toBeNull();
  });
});

describe("An answer to an action is refused (T-097)", () => {
  test.each<[string, (scene: Awaited<ReturnType<typeof waitingAction>>) => Promise<unknown>]>([
    ["after its time", () => passTime(90)],
    ["after it was given up", ({ handle }) => cancelAction(hashSecret(handle))],
    ["after its session ended", () => sql`update sessions set revoked_at = now()`],
    ["after the password was changed", changePassword],
    ["after another action took its place", ({ session }) => act(session, { message: "Something else" })],
  ])("%s", async (_, change) => {
    const scene = await waitingAction();
    await change(scene);
    await refusesAll(scene);
    expect(await stateOf(scene.request)).not.toBe("approved");
  });
});

describe("A final state stays, whoever writes (T-097)", () => {
  test.each(["approved", "denied", "disowned"] as const)("%s", async (decision) => {
    const { phone, request, handle } = await newWaitingLogin();
    await phone.decide(request, decision);
    const before = await sql`select * from approvals`;
    const stays = /stays as it is/;
    await expect(
      sql`update approvals set state = 'pending', statement = null, signature = null`,
    ).rejects.toThrow(stays);
    await expect(sql`update approvals set signature = 'other'`).rejects.toThrow(stays);
    await expect(sql`update approvals set statement = 'other'`).rejects.toThrow(stays);
    await expect(sql`update approvals set request = 'other'`).rejects.toThrow(stays);
    for (const other of ["approved", "denied", "disowned"].filter((one) => one !== decision))
      await expect(sql`update approvals set state = ${other}`).rejects.toThrow(stays);
    expect(await sql`select * from approvals`).toEqual(before);
    expect(await loginState(handle)).toBe(decision === "approved" ? "verified" : "failed");
  });

  test.each(["exhausted", "lapsed", "cancelled"])("%s", async (state) => {
    const { request } = await newWaitingLogin();
    await sql`update approvals set state = ${state}`;
    await expect(sql`update approvals set state = 'pending'`).rejects.toThrow("stays as it is");
    await expect(
      sql`update approvals set state = 'approved', statement = 'x', signature = 'x'`,
    ).rejects.toThrow("stays as it is");
    expect(await stateOf(request)).toBe(state);
  });

  test("and nothing is approved without a signature, nor signed without an answer", async () => {
    await newWaitingLogin();
    await expect(sql`update approvals set state = 'approved'`).rejects.toThrow("approvals_signed");
    await expect(sql`update approvals set state = 'denied', statement = 'x'`).rejects.toThrow(
      "approvals_signed",
    );
    await expect(sql`update approvals set statement = 'x', signature = 'x'`).rejects.toThrow(
      "approvals_signed",
    );
  });
});
