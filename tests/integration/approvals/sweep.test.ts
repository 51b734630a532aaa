import { beforeEach, describe, expect, test, vi } from "vitest";
import { policy } from "@/lib/policy";
import { sweepAll } from "@/lib/sweep";
import { race } from "../../support/barrier";
import { testDatabase } from "../../support/database";
import { newPerson } from "../../support/people";
import { newLink } from "./links";
import { enrol, phoneWith } from "./phone";
import { newWaitingLogin, passTime, stateOf, waitingAction } from "./scenes";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
vi.mock("@/lib/approvals/push", () => ({ notifySoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);
const DAY = 86_400;
const { flowSeconds, receiptSeconds } = policy.retention;

const left = async () => (await sql`select 1 from approvals`).length;
const links = async () => (await sql`select 1 from enrolments`).length;
const older = (seconds: number) =>
  sql`update enrolments set expires_at = expires_at - ${seconds} * interval '1 second'`;

describe("The sweeper", () => {
  test("never touches what waits, nor a link that is open (T-027)", async () => {
    const { phone, request } = await newWaitingLogin();
    const { token } = await newLink(await newPerson());
    expect(await sweepAll()).toMatchObject({ approvals: 0, enrolments: 0 });
    expect(await phone.decide(request, "approved")).toMatchObject({ body: { state: "approved" } });
    expect((await enrol(token)).body?.kind).toBe("enrolled");
  });

  test("keeps unanswered requests while they count, and takes them after two days", async () => {
    const { person, phone } = await newWaitingLogin();
    await passTime(2 * DAY - 60);
    expect(await sweepAll()).toMatchObject({ approvals: 0 });
    await passTime(61);
    expect(await sweepAll()).toMatchObject({ approvals: 1 });
    expect([await left(), (await phone.list()).body?.account]).toEqual([0, person.username]);
  });

  test.each(["approved", "denied", "disowned"] as const)(
    "keeps what was %s for four hundred days",
    async (decision) => {
      const { phone, request } = await newWaitingLogin();
      await phone.decide(request, decision);
      await passTime(receiptSeconds - 60);
      expect(await sweepAll()).toMatchObject({ approvals: 0 });
      await passTime(61);
      expect(await sweepAll()).toMatchObject({ approvals: 1 });
      expect(receiptSeconds).toBe(400 * DAY);
    },
  );

  test("takes away what asked for an answer, and leaves the answer", async () => {
    const { phone, request, person } = await waitingAction();
    await phone.decide(request, "approved");
    await sql`update sessions set revoked_at = now() - interval '91 days'`;
    await sweepAll();
    expect(await sql`select 1 from sessions where user_id = ${person.id}`).toHaveLength(0);
    expect(await stateOf(request)).toBe("approved");
    const login = await newWaitingLogin();
    await login.phone.decide(login.request, "denied");
    await sql`update logins set expires_at = now() - interval '2 days'`;
    expect(await sweepAll()).toMatchObject({ logins: 1 });
    expect(await stateOf(login.request)).toBe("denied");
  });

  test("takes links a day after their time, used or not, and leaves the phones", async () => {
    const { token } = await newLink(await newPerson());
    const key = (await import("./phone")).newKey();
    const { body } = await enrol(token, key);
    await newLink(await newPerson());
    await older(policy.enrolment.lifeSeconds + flowSeconds - 60);
    expect(await sweepAll()).toMatchObject({ enrolments: 0 });
    await older(61);
    expect(await sweepAll()).toMatchObject({ enrolments: 2 });
    expect(await links()).toBe(0);
    expect((await phoneWith(body?.device ?? "", key).list()).status).toBe(200);
  });

  test("does no harm twice, or in four places at once", async () => {
    for (let scene = 0; scene < 5; scene += 1) await newWaitingLogin();
    await passTime(2 * DAY + 1);
    const sweeps = await race(4, () => sweepAll());
    const taken = sweeps.map((one) => (one.status === "fulfilled" ? one.value.approvals : Number.NaN));
    expect(taken.reduce((sum, count) => sum + count, 0)).toBe(5);
    expect(await sweepAll()).toMatchObject({ approvals: 0, enrolments: 0 });
  });

  test("lets a request be asked again while the day's are counted: old ones count no more", async () => {
    const scene = await newWaitingLogin();
    await passTime(2 * DAY + 1);
    await sweepAll();
    const { waitingLogin } = await import("./scenes");
    expect((await waitingLogin(scene)).request.state).toBe("pending");
  });
});
