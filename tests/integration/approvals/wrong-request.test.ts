import { beforeEach, describe, expect, test, vi } from "vitest";
import { digitsOf } from "@/lib/approvals/request";
import { approvalView, readApprovalOf } from "@/lib/approvals/view";
import { redeemHandle } from "@/lib/auth/redeem";
import { askPhones } from "@/lib/login/approve";
import { testDatabase } from "../../support/database";
import { visitor } from "../../support/people";
import { newPhone } from "./phone";
import { login, loginState, newWaitingLogin, stateOf, waitingLogin, withPhone } from "./scenes";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));
vi.mock("@/lib/approvals/push", () => ({ notifySoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

const shownDigits = async (handle: string) => {
  const row = await readApprovalOf("login", handle);
  return row && approvalView("login", row).digits;
};

describe("Two logins to one account (T-095)", () => {
  test("ask for one answer: the second browser gets a text, and no digits while the first waits", async () => {
    const first = await newWaitingLogin("first");
    const { handle, asks } = await login(first.person, "second");
    expect(asks).toBe("pin");
    expect(await shownDigits(handle)).toBeNull();
    expect(await askPhones(handle, visitor)).toBe("busy");
    expect((await first.phone.list()).body?.requests).toHaveLength(1);
    expect(await shownDigits(first.handle)).toBe(digitsOf(first.request.id));
  });

  test("are two: what approves the first lets the second in by nothing", async () => {
    const first = await newWaitingLogin("first");
    const second = await login(first.person, "second");
    await first.phone.decide(first.request, "approved");
    expect([await loginState(first.handle), await loginState(second.handle)]).toEqual([
      "verified",
      "challenged",
    ]);
    expect(await redeemHandle(second.handle)).toBeNull();
    expect(await redeemHandle(first.handle)).not.toBeNull();
    expect(await sql`select 1 from sessions`).toHaveLength(1);
  });

  test("one after the other have other digits, and those of the one are wrong for the other", async () => {
    const first = await newWaitingLogin("first");
    await sql`update approvals set expires_at = now()`;
    const second = await waitingLogin(first, "second");
    const digits = digitsOf(first.request.id);
    expect(digits).not.toBe(digitsOf(second.request.id));
    expect(await first.phone.decide(second.request, "approved", { digits })).toMatchObject({
      body: { kind: "decided", state: "pending", triesLeft: 2 },
    });
    expect([await loginState(first.handle), await loginState(second.handle)]).toEqual([
      "challenged",
      "challenged",
    ]);
  });

  test("cannot share an answer: a signature over the one request says nothing of the other", async () => {
    const first = await newWaitingLogin("first");
    await sql`update approvals set expires_at = now()`;
    const second = await waitingLogin(first, "second");
    const { signature } = first.phone.deciding(first.request, "approved");
    for (const said of [
      { signature },
      { signature, digits: digitsOf(first.request.id) },
      { request: first.request.request },
    ])
      expect((await first.phone.decide(second.request, "approved", said)).status).toBe(400);
    expect(await first.phone.decide(first.request, "approved")).toMatchObject({
      body: { kind: "over", state: "lapsed" },
    });
    expect(await loginState(second.handle)).toBe("challenged");
  });

  test("in one browser: the newer takes the place of the older, which nothing approves afterwards", async () => {
    const first = await newWaitingLogin("browser");
    const second = await waitingLogin(first, "browser");
    expect(await stateOf(first.request)).toBe("cancelled");
    expect(await first.phone.decide(first.request, "approved")).toMatchObject({
      body: { kind: "over", state: "cancelled" },
    });
    expect(await loginState(first.handle)).toBe("challenged");
    expect(await first.phone.decide(second.request, "approved")).toMatchObject({
      body: { state: "approved" },
    });
    expect([await redeemHandle(first.handle), await redeemHandle(second.handle)]).toEqual([
      null,
      expect.anything(),
    ]);
  });

  test("without a name of their browsers take each other's place in nothing", async () => {
    const first = await newWaitingLogin();
    expect((await login(first.person)).asks).toBe("pin");
    expect(await stateOf(first.request)).toBe("pending");
  });
});

describe("Two accounts (T-095)", () => {
  test("in one browser each have a request of their own", async () => {
    const first = await newWaitingLogin("browser");
    const second = await newWaitingLogin("browser");
    expect([await stateOf(first.request), await stateOf(second.request)]).toEqual(["pending", "pending"]);
  });

  test("see nothing of each other's requests, and answer none (T-062)", async () => {
    const [mine, theirs] = [await newWaitingLogin(), await newWaitingLogin()];
    expect((await mine.phone.list(theirs.request.id)).body?.requests?.map(({ id }) => id)).toEqual([
      mine.request.id,
    ]);
    for (const decision of ["approved", "denied", "disowned"] as const)
      expect(await mine.phone.decide(theirs.request, decision)).toMatchObject({
        body: { kind: "over", state: null },
      });
    expect(await stateOf(theirs.request)).toBe("pending");
    expect(await loginState(theirs.handle)).toBe("challenged");
  });

  test("have nothing to do with a phone that is enrolled with one of them only", async () => {
    const { person } = await withPhone();
    const other = await newPhone((await withPhone()).person);
    const { request } = await waitingLogin({ person, phone: await newPhone(person) });
    expect((await other.list()).body?.requests).toEqual([]);
    expect(await other.decide(request, "approved")).toMatchObject({ body: { kind: "over" } });
  });
});
