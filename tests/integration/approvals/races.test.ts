import { beforeEach, describe, expect, test, vi } from "vitest";
import { cancelAction } from "@/db/queries/approvals";
import { replacePassword } from "@/lib/account/change-password";
import { approvalView, readApprovalOf } from "@/lib/approvals/view";
import { redeemHandle } from "@/lib/auth/redeem";
import { hashSecret } from "@/lib/crypto";
import { askPhones, askPinInstead } from "@/lib/login/approve";
import { cancelLogin } from "@/lib/login/cancel";
import { barrier, gate } from "../../support/barrier";
import { testDatabase } from "../../support/database";
import { PASSWORD, visitor } from "../../support/people";
import { scriptedProvider } from "../../support/provider";
import { type Answer, newPhone } from "./phone";
import { deadlocks, enteredAs, loginState, waitingAction, waitingLogin, withPhone } from "./scenes";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));
vi.mock("@/lib/approvals/push", () => ({ notifySoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

const ROUNDS = 50;

/** Both at the same moment; neither may fail. */
async function both<First, Second>(first: () => Promise<First>, second: () => Promise<Second>) {
  const arrive = barrier(2);
  const at = async <T>(run: () => Promise<T>): Promise<T> => {
    await arrive();
    return run();
  };
  return Promise.all([at(first), at(second)]);
}

const stateGiven = ({ body }: Answer) => (body?.kind === "decided" ? body.state : null);

type Scene = Awaited<ReturnType<typeof waitingLogin>>;

/** What the request ended as, when everybody who may ask is told the same. */
async function oneEnd({ handle, phone, request }: Scene): Promise<string> {
  const [row] = await sql<{ state: string; signed: boolean }[]>`
    select state, signature is not null as signed from approvals where id = ${request.id}`;
  const state = row?.state ?? "";
  expect(state).not.toBe("pending");
  expect(row?.signed).toBe(["approved", "denied", "disowned"].includes(state));
  const browser = await readApprovalOf("login", handle);
  const seen = browser && approvalView("login", browser);
  expect(seen).toMatchObject({ state, digits: null });
  expect((await phone.waiting(request.id)).state).toBe(state);
  expect(await phone.decide(request, "approved")).toMatchObject({ body: { kind: "over", state } });
  expect((await loginState(handle)) === "verified").toBe(state === "approved");
  const opened = [await redeemHandle(handle), await redeemHandle(handle)];
  expect(opened.filter((one) => one !== null)).toHaveLength(state === "approved" ? 1 : 0);
  return state;
}

/** The same race with logins of one account; how often each side won. */
async function rounds(run: (scene: Scene) => Promise<readonly [Answer, unknown]>, before = async () => {}) {
  const scene = await withPhone();
  const ends = new Map<string, number>();
  for (let round = 0; round < ROUNDS; round += 1) {
    await sql`delete from approvals`;
    await sql`delete from logins`;
    await sql`delete from sessions`;
    await sql`update devices set revoked_at = null`;
    await before();
    const waiting = await waitingLogin(scene, "browser");
    const [answer] = await run(waiting);
    const state = await oneEnd(waiting);
    if (stateGiven(answer) !== null) expect(stateGiven(answer)).toBe(state);
    ends.set(state, (ends.get(state) ?? 0) + 1);
  }
  expect(await deadlocks()).toBe(0);
  return [...ends.keys()];
}

describe("An approval at the same instant as (F-30)", () => {
  test("a no has one end, which browser and phone are both told", async () => {
    const ends = await rounds(({ phone, request }) =>
      both(
        () => phone.decide(request, "approved"),
        () => phone.decide(request, "denied"),
      ),
    );
    expect(["approved", "denied"]).toEqual(expect.arrayContaining(ends));
  });

  test("'this was not me' has one end", async () => {
    const ends = await rounds(({ phone, request }) =>
      both(
        () => phone.decide(request, "approved"),
        () => phone.decide(request, "disowned"),
      ),
    );
    expect(["approved", "disowned"]).toEqual(expect.arrayContaining(ends));
  });

  test("another phone's approval counts once", async () => {
    const other = async ({ person }: Scene) => {
      await sql`delete from devices where name = 'Other'`;
      return newPhone(person, "Other");
    };
    await rounds(async (scene) => {
      const second = await other(scene);
      const answers = await both(
        () => scene.phone.decide(scene.request, "approved"),
        () => second.decide(scene.request, "approved"),
      );
      expect(answers.map(stateGiven).filter((state) => state === "approved")).toHaveLength(1);
      expect(answers.map(({ body }) => body?.state)).toEqual(["approved", "approved"]);
      return answers;
    });
  });

  test("the end of its time has one end", async () => {
    const ends = await rounds(({ phone, request }) =>
      both(
        () => phone.decide(request, "approved"),
        () =>
          sql`update approvals set state = 'lapsed', expires_at = now(), decided_at = now() where state = 'pending'`,
      ),
    );
    expect(["approved", "lapsed"]).toEqual(expect.arrayContaining(ends));
  });

  test("the browser's cancelling has one end", async () => {
    const { providers } = scriptedProvider();
    const ends = await rounds(({ phone, request, handle }) =>
      both(
        () => phone.decide(request, "approved"),
        () => cancelLogin(handle, providers),
      ),
    );
    expect(["approved", "cancelled"]).toEqual(expect.arrayContaining(ends));
  });

  test("the browser's wish for a text has one end, and a text goes out only where it was first", async () => {
    const { providers, starts } = scriptedProvider();
    await rounds(async ({ phone, request, handle }) => {
      await sql`delete from challenges`;
      await sql`delete from throttles`;
      const sent = starts.length;
      const [answer, text] = await both(
        () => phone.decide(request, "approved"),
        () => askPinInstead(handle, false, visitor, providers),
      );
      expect(text).toBe(stateGiven(answer) === null);
      if (!text) expect(starts).toHaveLength(sent);
      return [answer, text];
    });
  });

  test("the browser's asking again ends nobody in an error, and leaves one request", async () => {
    const scene = await withPhone();
    for (let round = 0; round < ROUNDS; round += 1) {
      await sql`delete from approvals`;
      const { phone, request, handle } = await waitingLogin(scene);
      const [answer, refusal] = await both(
        () => phone.decide(request, "approved"),
        () => askPhones(handle, visitor),
      );
      const approved = stateGiven(answer) === "approved";
      expect((await loginState(handle)) === "verified").toBe(approved);
      if (approved) expect(refusal).not.toBeNull();
      else expect(refusal).toBeNull();
      const waiting = await sql`select 1 from approvals where state = 'pending'`;
      expect(waiting).toHaveLength(approved ? 0 : 1);
    }
    expect(await deadlocks()).toBe(0);
  });

  test("a change of the password lets nobody in whom that was to keep out", async () => {
    const scene = await withPhone();
    const [{ hash } = { hash: "" }] = await sql<{ hash: string }[]>`select password_hash as hash from users`;
    for (let round = 0; round < ROUNDS; round += 1) {
      await sql`delete from approvals`;
      await sql`delete from throttles`;
      await sql`update users set password_hash = ${hash}`;
      const { session } = await enteredAs(scene.person);
      const { phone, request, handle } = await waitingLogin(scene);
      const change = { current: PASSWORD, password: "nine lives of a tabby" };
      const [, outcome] = await both(
        () => phone.decide(request, "approved"),
        () => replacePassword(session, change, visitor),
      );
      expect(outcome).toEqual({ kind: "changed" });
      expect(await redeemHandle(handle)).toBeNull();
    }
    expect(await deadlocks()).toBe(0);
  });
});

test("Five answers to an action and its cancelling have one end, and wait for nobody in a circle (F-30)", async () => {
  const scene = await withPhone();
  for (let round = 0; round < 20; round += 1) {
    await sql`delete from approvals`;
    const { phone, request, handle } = await waitingAction(scene);
    const [answers] = await both(
      () => Promise.all(Array.from({ length: 5 }, () => phone.decide(request, "approved"))),
      () => cancelAction(hashSecret(handle)),
    );
    const approved = answers.filter((answer) => stateGiven(answer) === "approved");
    expect(await sql`select state from approvals`).toEqual([
      { state: approved.length === 1 ? "approved" : "cancelled" },
    ]);
  }
  expect(await deadlocks()).toBe(0);
});

test("Two answers of one phone that wait for a third hold nothing that either of them needs (F-30)", async () => {
  const { phone, request } = await waitingAction();
  const held = gate();
  const third = sql.begin(async (transaction) => {
    await transaction`select 1 from approvals for update`;
    await held.opened;
  });
  const answers = Promise.all([phone.decide(request, "approved"), phone.decide(request, "approved")]);
  await expect
    .poll(
      () =>
        sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    )
    .toHaveLength(2);
  held.open();
  await third;
  expect((await answers).map(stateGiven).filter((state) => state === "approved")).toHaveLength(1);
  expect(await deadlocks()).toBe(0);
});
