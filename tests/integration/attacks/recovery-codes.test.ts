import { beforeEach, describe, expect, test, vi } from "vitest";
import { submitCode } from "@/app/(auth)/login/recovery/actions";
import { redeemHandle } from "@/lib/auth/redeem";
import { hashSecret } from "@/lib/crypto";
import { matchCode } from "@/lib/factors/recovery-codes";
import { showRecoveryCode } from "@/lib/factors/show";
import { formToken } from "@/lib/flow-cookie";
import { untouched } from "@/lib/forms/state";
import { stepUpHandle } from "@/lib/step-up/confirm";
import { race } from "../../support/barrier";
import { testDatabase } from "../../support/database";
import { toldTo } from "../../support/notices";
import { visitor } from "../../support/people";
import { browseWith, formOf, nextHeaders, whatComesOf } from "../../support/requests";
import { audited, enteredAs, loginState } from "../approvals/scenes";
import {
  failuresOf,
  kinds,
  knownBrowser,
  newApp,
  showCode,
  stepUpFlow,
  waitingFor,
  withCodes,
} from "../factors/scenes";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));
vi.mock("@/lib/approvals/push", () => ({ notifySoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

/** Types a code on the page of this login. */
async function post(handle: string, code: string, next: string | null = null) {
  await browseWith({ sid: null });
  (await nextHeaders.cookies()).set("countersign-login", handle);
  await sql`update logins set return_to = ${next} where handle_hash = ${hashSecret(handle)}`;
  return whatComesOf(submitCode(untouched, formOf({ token: formToken(handle), code })));
}

describe("a recovery code", () => {
  test("logs in once after the password, is told with the number that is left, and is in the history (T-090)", async () => {
    const { person, codes } = await withCodes(3);
    const handle = await waitingFor("recovery", person);
    const [code = ""] = codes;
    expect(await showCode(handle, code.toLowerCase().replaceAll("-", " "))).toMatchObject({ kind: "passed" });
    const sid = (await redeemHandle(handle))?.sid ?? "";
    expect(await sql`select amr from sessions where sid_hash = ${hashSecret(sid)}`).toEqual([
      { amr: "pwd rec" },
    ]);
    expect(await toldTo()).toContain(`code-used email ${person.email}`);
    expect(
      await sql`select details->>'left' as left, details->>'browser' as browser from notices`,
    ).toContainEqual({
      left: "2",
      browser: visitor.browser,
    });
    expect(await sql`select details from audit where event = 'codes.used'`).toEqual([
      { details: { left: 2 } },
    ]);
    for (let time = 0; time < 2; time += 1)
      expect(await showCode(await waitingFor("recovery", person), code)).toEqual({ kind: "wrong" });
    expect(await failuresOf(person)).toBe(2);
  });

  test("leads to the codes that are left, or to where the person wanted to go", async () => {
    const { person, codes } = await withCodes(2);
    expect(await post(await waitingFor("recovery", person), codes[0] ?? "")).toBe(
      "/account/security/codes?used",
    );
    expect(await post(await waitingFor("recovery", person), codes[1] ?? "", "/account/history")).toBe(
      "/account/history",
    );
  });

  test.each<[string, () => Promise<unknown>]>([
    ["that was shown and not confirmed", () => sql`update recovery_codes set confirmed_at = null`],
    ["that newer ones took the place of", () => sql`update recovery_codes set dropped_at = now()`],
    ["that was used", () => sql`update recovery_codes set used_at = now()`],
  ])("%s opens nothing", async (_, change) => {
    const { person, codes } = await withCodes(1);
    const handle = await waitingFor("recovery", person);
    await change();
    expect(await showCode(handle, codes[0] ?? "")).toEqual({ kind: "wrong" });
    expect(await redeemHandle(handle)).toBeNull();
  });

  test("of another account opens nothing, and stays good there", async () => {
    const [one, other] = [await withCodes(1), await withCodes(1)];
    expect(await showCode(await waitingFor("recovery", one.person), other.codes[0] ?? "")).toEqual({
      kind: "wrong",
    });
    expect(await showCode(await waitingFor("recovery", other.person), other.codes[0] ?? "")).toMatchObject({
      kind: "passed",
    });
  });

  test("moved to another account's rows opens nothing there: its locator is its owner's", async () => {
    const [one, other] = [await withCodes(1), await withCodes(1)];
    await sql`update recovery_codes set user_id = ${one.person.id}`;
    expect(await matchCode(one.person.id, other.codes[0] ?? "")).toBeNull();
  });

  test("is nothing for a login that asks for something else, nor for one that is over", async () => {
    const { person, codes } = await withCodes(1);
    await newApp(person);
    for (const step of ["pin", "authenticator"] as const)
      expect(await showCode(await waitingFor(step, person), codes[0] ?? "")).toEqual({ kind: "closed" });
    const handle = await waitingFor("recovery", person);
    await sql`update logins set expires_at = now()`;
    expect(await showCode(handle, codes[0] ?? "")).toEqual({ kind: "closed" });
    expect(await sql`select 1 from recovery_codes where used_at is null`).toHaveLength(1);
  });

  test("does not come from a form of another browser, nor of another site", async () => {
    const { person, codes } = await withCodes(1);
    const handle = await waitingFor("recovery", person);
    const form = formOf({ token: formToken(await waitingFor("recovery", person)), code: codes[0] ?? "" });
    await browseWith({ sid: null });
    (await nextHeaders.cookies()).set("countersign-login", handle);
    expect(await whatComesOf(submitCode(untouched, form))).toMatchObject({ message: expect.any(String) });
    await browseWith({ sid: null, origin: "https://evil.example" });
    (await nextHeaders.cookies()).set("countersign-login", handle);
    const own = formOf({ token: formToken(handle), code: codes[0] ?? "" });
    expect(await whatComesOf(submitCode(untouched, own))).toMatchObject({ message: expect.any(String) });
    expect(await loginState(handle)).toBe("challenged");
    expect(await failuresOf(person)).toBe(0);
  });
});

describe("a code is spent once (T-091)", () => {
  test.each(Array.from({ length: 5 }, (_, run) => run + 1))(
    "by one of twenty posts of one login; the others follow it, run %i",
    async () => {
      const { person, codes } = await withCodes(2);
      const handle = await waitingFor("recovery", person);
      const outcomes = await race(20, () => showCode(handle, codes[0] ?? ""));
      expect(kinds(outcomes)).toEqual({ passed: 1, closed: 19 });
      expect(await sql`select 1 from recovery_codes where used_at is not null`).toHaveLength(1);
      expect(await audited("codes.used")).toEqual(["used"]);
      expect(await sql`select 1 from notices where kind = 'code-used' and channel = 'email'`).toHaveLength(1);
    },
  );

  test.each(Array.from({ length: 3 }, (_, run) => run + 1))(
    "by one of six logins and three step-ups at the same moment, run %i",
    async () => {
      const { person, codes } = await withCodes(1);
      const code = codes[0] ?? "";
      const handles: string[] = [];
      for (let login = 0; login < 6; login += 1) handles.push(await waitingFor("recovery", person));
      const stepUps: string[] = [];
      for (let other = 0; other < 3; other += 1) {
        const { session } = await enteredAs(person, { confirmed: 3_600 });
        stepUps.push(await stepUpHandle(session, "/account/username"));
      }
      const outcomes = await race(9, (at) =>
        at < 6
          ? showCode(handles[at] ?? "", code)
          : showRecoveryCode(stepUpFlow(stepUps[at - 6] ?? ""), code, visitor),
      );
      expect(kinds(outcomes)).toEqual({ passed: 1, wrong: 8 });
      expect(await sql`select 1 from logins where state = 'verified'`).toHaveLength(
        (await sql`select 1 from confirmations where state = 'proved'`).length === 0 ? 1 : 0,
      );
    },
  );

  test("two different codes in two logins at the same moment both count", async () => {
    const { person, codes } = await withCodes(2);
    const handles = [await waitingFor("recovery", person), await waitingFor("recovery", person)];
    const outcomes = await race(2, (at) => showCode(handles[at] ?? "", codes[at] ?? ""));
    expect(kinds(outcomes)).toEqual({ passed: 2 });
  });
});

test("a recovery code is never asked for first, even in a browser that logged in by one", async () => {
  const { person, codes } = await withCodes(2);
  await newApp(person);
  const browser = await knownBrowser(person, "pin");
  const handle = await waitingFor("recovery", person, browser);
  expect(await showCode(handle, codes[0] ?? "")).toMatchObject({ kind: "passed" });
  await redeemHandle(handle);
  expect(await sql`select last_asked from browsers`).toEqual([{ last_asked: "pin" }]);
});
