import { beforeEach, describe, expect, test, vi } from "vitest";
import { digitsOf } from "@/lib/approvals/request";
import { policy } from "@/lib/policy";
import { race } from "../../support/barrier";
import { testDatabase } from "../../support/database";
import { browseWith } from "../../support/requests";
import { type Answer, newPhone, wrongDigits } from "./phone";
import { audited, loginState, newWaitingLogin, noticed, stateOf, waitingLogin, withPhone } from "./scenes";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));
vi.mock("@/lib/approvals/push", () => ({ notifySoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

const { tries } = policy.approval;

const kinds = (answers: readonly PromiseSettledResult<Answer>[]) =>
  answers.map((one) => (one.status === "fulfilled" ? one.value.body?.kind : String(one.reason)));
const counted = (answers: readonly PromiseSettledResult<Answer>[]) =>
  kinds(answers).filter((kind) => kind === "decided");

describe("Guessing the digits on a phone (T-096)", () => {
  test("is over at the third wrong guess: the right digits and a no are refused after that", async () => {
    const { phone, request, handle } = await newWaitingLogin();
    const digits = wrongDigits(request.id);
    for (const [state, triesLeft] of [
      ["pending", 2],
      ["pending", 1],
      ["exhausted", 0],
    ] as const)
      expect(await phone.decide(request, "approved", { digits })).toMatchObject({
        body: { kind: "decided", state, triesLeft },
      });
    for (const decision of ["approved", "denied", "disowned"] as const)
      expect(await phone.decide(request, decision)).toMatchObject({
        body: { kind: "over", state: "exhausted" },
      });
    expect(await loginState(handle)).toBe("challenged");
    expect(await audited("approval.answer")).toEqual(["wrong", "wrong", "exhausted"]);
    expect(await noticed("approval-denied")).toBeGreaterThan(0);
  });

  test("with no digits, too few, too many or other than digits never approves", async () => {
    const { phone, request, handle } = await newWaitingLogin();
    const right = digitsOf(request.id);
    for (const digits of [` ${right}`, `${right}0`, `${right.slice(0, 3)} ${right.slice(3)}`, "", "١٢٣٤٥٦"])
      expect((await phone.decide(request, "approved", { digits })).status).toBe(400);
    for (const digits of [null, right.slice(0, 5)])
      expect(await phone.decide(request, "approved", { digits })).toMatchObject({
        body: { state: "pending" },
      });
    expect(await stateOf(request)).toBe("pending");
    expect(await phone.decide(request, "approved")).toMatchObject({ body: { state: "approved" } });
    expect(await loginState(handle)).toBe("verified");
  });

  test("on two phones has three tries together, not three each", async () => {
    const { person, phone, request } = await newWaitingLogin();
    const other = await newPhone(person, "Other");
    const digits = wrongDigits(request.id);
    await phone.decide(request, "approved", { digits });
    await other.decide(request, "approved", { digits });
    await phone.decide(request, "approved", { digits });
    expect(await other.decide(request, "approved")).toMatchObject({
      body: { kind: "over", state: "exhausted" },
    });
  });

  test("costs no try where the signature is not the phone's, or the request is another", async () => {
    const { phone, request } = await newWaitingLogin();
    const digits = wrongDigits(request.id);
    const { signature } = phone.deciding(request, "approved");
    await phone.decide(request, "approved", { digits, signature });
    await phone.decide(request, "approved", { digits, request: request.request.replace("1", "2") });
    expect((await phone.waiting()).triesLeft).toBe(tries);
  });

  test("a no costs none either", async () => {
    const { phone, request } = await newWaitingLogin();
    await phone.decide(request, "denied", { digits: wrongDigits(request.id) });
    const [row] = await sql`select tries_left::int, state from approvals`;
    expect(row).toEqual({ tries_left: tries, state: "denied" });
  });
});

describe("Twenty answers at once (T-096)", () => {
  test("that are wrong are counted three times, each time", async () => {
    const scene = await withPhone();
    for (let round = 0; round < 10; round += 1) {
      await sql`delete from approvals`;
      const { phone, request } = await waitingLogin(scene);
      const digits = wrongDigits(request.id);
      const answers = await race(20, () => phone.decide(request, "approved", { digits }));
      expect(counted(answers)).toHaveLength(tries);
      expect(kinds(answers).filter((kind) => kind === "over")).toHaveLength(20 - tries);
      expect(await sql`select tries_left::int, state from approvals`).toEqual([
        { tries_left: 0, state: "exhausted" },
      ]);
    }
    expect(await sql`select 1 from audit where event = 'approval.answer'`).toHaveLength(10 * tries);
  });

  test("with the right digits among them approve only where those were one of the first three", async () => {
    const scene = await withPhone();
    await browseWith({ sid: null });
    for (let round = 0; round < 10; round += 1) {
      await sql`delete from approvals`;
      const { phone, request, handle } = await waitingLogin(scene);
      const digits = wrongDigits(request.id);
      const answers = await race(20, (index) =>
        phone.decide(request, "approved", index === 10 ? {} : { digits }),
      );
      expect(kinds(answers).filter((kind) => kind !== "over" && kind !== "decided")).toEqual([]);
      expect(counted(answers).length).toBeLessThanOrEqual(tries);
      const [row] = await sql<{ tries: number; state: string }[]>`
        select tries_left::int as tries, state from approvals`;
      expect(counted(answers)).toHaveLength(tries - (row?.tries ?? 0));
      const right = answers[10];
      const approved = right?.status === "fulfilled" && right.value.body?.state === "approved";
      expect(row?.state).toBe(approved ? "approved" : "exhausted");
      expect(await loginState(handle)).toBe(approved ? "verified" : "challenged");
    }
  });

  test("that are right approve once, and every answer comes", async () => {
    const scene = await withPhone();
    for (let round = 0; round < 10; round += 1) {
      await sql`delete from approvals`;
      const { phone, request } = await waitingLogin(scene);
      const answers = await race(20, () => phone.decide(request, "approved"));
      expect(counted(answers)).toHaveLength(1);
      expect(kinds(answers).filter((kind) => kind === "over")).toHaveLength(19);
    }
    expect(await audited("approval.answer")).toEqual(Array.from({ length: 10 }, () => "approved"));
  });
});
