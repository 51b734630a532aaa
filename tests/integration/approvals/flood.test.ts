import { beforeEach, describe, expect, test, vi } from "vitest";
import { askPhones } from "@/lib/login/approve";
import { checkLoginPin } from "@/lib/login/check-pin";
import { checkMorePassword } from "@/lib/login/more";
import { noticeChannels } from "@/lib/notices/channels";
import { policy } from "@/lib/policy";
import { gate, race } from "../../support/barrier";
import { testDatabase } from "../../support/database";
import { toldTo } from "../../support/notices";
import { PASSWORD, visitor } from "../../support/people";
import { scriptedProvider } from "../../support/provider";
import { Stranger } from "../phone-login/stranger";
import { audited, login, passTime, states, waitingLogin, withPhone } from "./scenes";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));
vi.mock("@/lib/later", async () => (await import("../phone-login/later")).laterHere);
vi.mock("@/lib/approvals/push", () => ({ notifySoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

const [{ requests: briefly }, { requests: aDay }] = policy.approval.mostIn;
/** Every address of theirs is told. */
const ways = Object.values(noticeChannels("approvals-off")).filter(Boolean).length;
const pending = async () => (await states()).filter((state) => state === "pending").length;
const isOff = async () =>
  (await sql<{ off: boolean }[]>`select approvals_off_at is not null as off from users`)[0]?.off;

/** So many requests that nobody answered, one after the other, far enough apart that each is sent. */
async function ignored(scene: Awaited<ReturnType<typeof withPhone>>, times: number): Promise<void> {
  for (let asked = 0; asked < times; asked += 1) {
    await waitingLogin(scene);
    await passTime(400);
  }
}

describe("Fifty logins with the right password (T-094)", () => {
  test("at once ask the phone once: one waits, and all others get a text", async () => {
    const { person } = await withPhone();
    const script = scriptedProvider();
    const logins = await race(50, async (index) => login(person, `browser ${index}`, script));
    expect(logins.filter((one) => one.status === "rejected")).toEqual([]);
    const asks = logins.map((one) => (one.status === "fulfilled" ? one.value.asks : null));
    expect(asks.filter((one) => one === "approval")).toHaveLength(1);
    expect(asks.filter((one) => one === "pin")).toHaveLength(49);
    expect(await states()).toEqual(["pending"]);
    expect(script.starts.length).toBeGreaterThan(0);
  });

  test("at once in one browser leave one that waits at most, and ask three times", async () => {
    const { person } = await withPhone();
    await race(50, async () => login(person, "the same browser"));
    expect(await pending()).toBeLessThanOrEqual(1);
    expect((await states()).length).toBeLessThanOrEqual(briefly);
  });

  test("one after the other ask three times in ten minutes, and then no more", async () => {
    const { person } = await withPhone();
    const asks = [];
    for (let time = 0; time < 50; time += 1) {
      asks.push((await login(person, `browser ${time}`)).asks);
      expect(await pending()).toBeLessThanOrEqual(1);
      await sql`update approvals set expires_at = now() where state = 'pending'`;
    }
    expect(asks.slice(0, briefly)).toEqual(Array.from({ length: briefly }, () => "approval"));
    expect(new Set(asks.slice(briefly))).toEqual(new Set(["pin"]));
    expect(await states()).toHaveLength(briefly);
    expect([await isOff(), await toldTo()]).toEqual([false, []]);
    await passTime(policy.approval.mostIn[0].seconds);
    expect((await login(person)).asks).toBe("approval");
  });

  test("count when they were cancelled or refused, as when nobody answered", async () => {
    const scene = await withPhone();
    const first = await waitingLogin(scene);
    await scene.phone.decide(first.request, "denied");
    await waitingLogin(scene, "browser");
    await waitingLogin(scene, "browser");
    expect(await states()).toEqual(["denied", "cancelled", "pending"]);
    expect((await login(scene.person, "browser")).asks).toBe("pin");
    expect(await askPhones(first.handle, visitor)).toBe("over");
  });

  test("switch the phones off after ten in a day, tell the owner once, and go on with a text", async () => {
    const scene = await withPhone();
    await ignored(scene, aDay);
    expect([await isOff(), await toldTo()]).toEqual([false, []]);
    const script = scriptedProvider();
    const after = await race(20, async (index) => login(scene.person, `browser ${index}`, script));
    for (const one of after) expect(one).toMatchObject({ status: "fulfilled", value: { asks: "pin" } });
    expect(script.starts.length).toBeGreaterThan(0);
    expect(await isOff()).toBe(true);
    expect(await states()).toHaveLength(aDay);
    expect(await toldTo()).toContain(`approvals-off email ${scene.person.email}`);
    expect(await toldTo()).toHaveLength(ways);
    expect(await audited("approval.off")).toEqual(["limit"]);
  });

  test("tell the owner once also when two of them find the limit at the same moment", async () => {
    const scene = await withPhone();
    await ignored(scene, aDay);
    const held = gate();
    const other = sql.begin(async (transaction) => {
      await transaction`select id from users for no key update`;
      await held.opened;
    });
    const both = Promise.all([login(scene.person, "one"), login(scene.person, "another")]);
    await expect
      .poll(
        () =>
          sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      )
      .toHaveLength(2);
    held.open();
    await other;
    await both;
    expect(await toldTo()).toHaveLength(ways);
    expect(await audited("approval.off")).toEqual(["limit"]);
  });

  test("leave the phones off however long ago they were, until a PIN was right", async () => {
    const scene = await withPhone();
    await ignored(scene, aDay);
    const script = scriptedProvider();
    await login(scene.person);
    await passTime(policy.approval.mostIn[1].seconds * 2);
    const { handle, asks } = await login(scene.person, null, script);
    expect(asks).toBe("pin");
    expect(await askPhones(handle, visitor)).toBe("off");
    expect(await checkLoginPin(handle, script.code, visitor, script.providers)).toMatchObject({
      kind: "verified",
    });
    expect(await isOff()).toBe(false);
    expect((await login(scene.person)).asks).toBe("approval");
    expect(await toldTo()).toHaveLength(ways);
  });
});

test("An approval makes the count begin anew, and so does a right PIN (T-094)", async () => {
  const scene = await withPhone();
  for (let round = 0; round < 4; round += 1) {
    await waitingLogin(scene, "browser");
    const { request } = await waitingLogin(scene, "browser");
    expect(await scene.phone.decide(request, "approved")).toMatchObject({ body: { state: "approved" } });
  }
  for (let asked = 0; asked < briefly; asked += 1) await waitingLogin(scene, "browser");
  const script = scriptedProvider();
  const { handle, asks } = await login(scene.person, "another", script);
  expect(asks).toBe("pin");
  await checkLoginPin(handle, script.code, visitor, script.providers);
  await sql`update approvals set expires_at = now() where state = 'pending'`;
  expect((await login(scene.person, "another")).asks).toBe("approval");
});

test("Phones that are off are asked again after a login by number, with its PIN and the password", async () => {
  const scene = await withPhone();
  await sql`update users set approvals_off_at = now()`;
  const script = scriptedProvider();
  const { phone } = scene.person;
  const handle = await new Stranger({ phone, script, person: null, providers: script.providers }).begin();
  expect(await checkLoginPin(handle, script.code, visitor, script.providers)).toMatchObject({ kind: "held" });
  expect(await isOff()).toBe(true);
  expect(await checkMorePassword(handle, PASSWORD, visitor)).toMatchObject({ kind: "verified" });
  expect(await isOff()).toBe(false);
  expect((await login(scene.person)).asks).toBe("approval");
});

test("What one account was asked counts for no other", async () => {
  await ignored(await withPhone(), aDay);
  expect((await login((await withPhone()).person)).asks).toBe("approval");
});
