import { beforeEach, describe, expect, test, vi } from "vitest";
import { aalOf } from "@/lib/auth/assurance";
import { findLiveSession, redeemHandle } from "@/lib/auth/redeem";
import { checkLoginPin } from "@/lib/login/check-pin";
import { policy } from "@/lib/policy";
import { verifyProviders } from "@/lib/verify/registry";
import { race } from "../../support/barrier";
import { testDatabase } from "../../support/database";
import { loginAwaitingPin, newPerson, visitor } from "../../support/people";
import { scriptedProvider } from "../../support/provider";
import { testSimulator } from "../../support/simulator";
import { pinPage } from "../../support/steps";
import { addressOf } from "../attacks/money";
import { own } from "./scripts";
import { NOBODY, Stranger } from "./stranger";

vi.mock("@/lib/later", async () => (await import("./later")).laterHere);
// Whole scenes, and many rounds of races.
vi.setConfig({ testTimeout: 60_000 });

const { sql, reset } = await testDatabase();
const { control } = await testSimulator();
beforeEach(async () => {
  control.reset();
  await reset();
});

const begin = (phone: string, script = scriptedProvider(), providers = script.providers) =>
  new Stranger({ phone, script, person: null, providers }).begin();
const at = async (waited: number[]) => (milliseconds: number) => {
  waited.push(milliseconds);
  return Promise.resolve();
};

describe("The right PIN of a login by phone", () => {
  test("opens a session that has shown the phone alone (AAL1)", async () => {
    const script = scriptedProvider();
    const person = await newPerson();
    const handle = await begin(person.phone, script);
    expect(await redeemHandle(handle)).toBeNull();
    expect(await checkLoginPin(handle, script.code, visitor, script.providers)).toEqual({
      kind: "verified",
      returnTo: "/account",
    });
    const session = await redeemHandle(handle);
    const live = await findLiveSession(session?.sid);
    expect(live).toMatchObject({ userId: person.id, amr: "sms" });
    expect(aalOf(live?.amr ?? "")).toBe(1);
    expect(await redeemHandle(handle)).toBeNull();
  });

  test("comes over the network too", async () => {
    const person = await newPerson();
    const handle = await begin(person.phone, scriptedProvider(), verifyProviders());
    const pin = control.latestCode(person.phone) ?? "";
    expect(await checkLoginPin(handle, pin, visitor)).toMatchObject({ kind: "verified" });
    expect(await redeemHandle(handle)).not.toBeNull();
  });

  test("is answered at once, and a wrong one no sooner than the policy says", async () => {
    const script = scriptedProvider();
    const waited: number[] = [];
    const handle = await begin((await newPerson()).phone, script);
    await checkLoginPin(handle, "000000", visitor, script.providers, await at(waited));
    expect(waited).toEqual([expect.closeTo(policy.phoneLogin.answerAfterMs, -3)]);
    await checkLoginPin(handle, script.code, visitor, script.providers, await at(waited));
    expect(waited).toHaveLength(1);
  });

  test("is answered no sooner in a login with the password, which hides nothing", async () => {
    const script = scriptedProvider();
    const waited: number[] = [];
    const handle = await loginAwaitingPin(await newPerson(), script.providers);
    await checkLoginPin(handle, "000000", visitor, script.providers, await at(waited));
    expect(waited).toEqual([]);
  });

  test("typed fifty times at once opens one session", async () => {
    for (let round = 0; round < 5; round += 1) {
      await reset();
      const script = scriptedProvider();
      const handle = await begin((await newPerson()).phone, script);
      await race(50, async () => {
        await checkLoginPin(handle, script.code, visitor, script.providers, async () => undefined);
        return redeemHandle(handle);
      });
      expect(await sql`select 1 from sessions`).toHaveLength(1);
    }
  });

  test("of one login by phone is worth nothing in another one, of the same number or of another", async () => {
    const script = own();
    const person = await newPerson();
    const first = await begin(person.phone, script);
    const second = await begin(person.phone, script);
    const other = await begin((await newPerson()).phone, script);
    const pin = script.starts[0]?.code ?? "";
    for (const handle of [second, other])
      expect(
        await checkLoginPin(handle, pin, visitor, script.providers, async () => undefined),
      ).toMatchObject({
        kind: "wrong",
      });
    expect(await checkLoginPin(first, pin, visitor, script.providers)).toMatchObject({ kind: "verified" });
  });
});

describe("The PIN of a number that nobody has", () => {
  test.each([
    ["the provider's", () => scriptedProvider()],
    ["own", own],
    ["repeated", () => scriptedProvider({ codes: "repeated" })],
  ])("does not exist, whatever is typed (%s PINs)", async (_, make) => {
    const script = make();
    script.answers.check = async () => "approved";
    for (let login = 0; login < 3; login += 1) {
      const handle = await begin(NOBODY, script);
      expect(await sql`select 1 from challenges where code_hash is not null`).toEqual([]);
      for (const pin of [script.code, "", "null"]) {
        const outcome = await checkLoginPin(handle, pin, visitor, script.providers, async () => undefined);
        expect(["wrong", "closed"]).toContain(outcome.kind);
      }
      expect(await redeemHandle(handle)).toBeNull();
    }
    expect(await sql`select 1 from logins where state <> 'challenged'`).toEqual([]);
  });

  test("does not come to be when the number gets an account meanwhile", async () => {
    const script = own();
    const handle = await begin(NOBODY, script);
    await newPerson({ phone: NOBODY });
    await sql`update challenges set created_at = created_at - interval '1 minute', resend_at = now()`;
    await new Stranger({ phone: NOBODY, script, person: null, providers: script.providers }).resend(handle);
    expect(script.starts).toEqual([]);
    const next = await begin(NOBODY, script);
    const pin = script.starts[0]?.code ?? "";
    expect(await checkLoginPin(handle, pin, visitor, script.providers, async () => undefined)).toMatchObject({
      kind: "wrong",
    });
    expect(await checkLoginPin(next, pin, visitor, script.providers)).toMatchObject({ kind: "verified" });
  });
});

describe("When the owner logs in with the password", () => {
  test("the request that a stranger began serves the owner, and the stranger no more", async () => {
    const script = scriptedProvider();
    const person = await newPerson();
    const stranger = await begin(person.phone, script);
    const owner = await loginAwaitingPin(person, script.providers, { address: addressOf(2) });
    expect(script.starts).toHaveLength(1);
    expect(
      await checkLoginPin(stranger, script.code, visitor, script.providers, async () => undefined),
    ).toMatchObject({
      kind: "wrong",
    });
    expect(await checkLoginPin(owner, script.code, visitor, script.providers)).toMatchObject({
      kind: "verified",
    });
    expect(await redeemHandle(stranger)).toBeNull();
    const { sid } = (await redeemHandle(owner)) ?? {};
    expect(await findLiveSession(sid)).toMatchObject({ amr: "pwd sms" });
  });

  test("a stranger cannot take over the owner's request, nor end it", async () => {
    const script = scriptedProvider();
    const person = await newPerson();
    const owner = await loginAwaitingPin(person, script.providers, { address: addressOf(2) });
    script.answers.start = async () => ({ kind: "already-pending" });
    const stranger = await begin(person.phone, script);
    await checkLoginPin(stranger, "000000", visitor, script.providers, async () => undefined);
    expect(script.cancelled).toEqual([]);
    expect(await pinPage(owner)).toMatchObject({ obstacle: null, triesLeft: 3 });
    expect(await checkLoginPin(owner, script.code, visitor, script.providers)).toMatchObject({
      kind: "verified",
    });
  });
});
