import { beforeEach, describe, expect, test, vi } from "vitest";
import { findLiveSession } from "@/lib/auth/redeem";
import { showAppCode } from "@/lib/factors/show";
import { checkLoginPin } from "@/lib/login/check-pin";
import { policy } from "@/lib/policy";
import { stepUpHandle } from "@/lib/step-up/confirm";
import { pinPage } from "@/tests/support/steps";
import { race } from "../../support/barrier";
import { testDatabase } from "../../support/database";
import { newPerson, type Person, visitor } from "../../support/people";
import { scriptedProvider } from "../../support/provider";
import { enteredAs, loginState, newWaitingLogin } from "../approvals/scenes";
import {
  failuresOf,
  knownBrowser,
  newApp,
  newCodes,
  showApp,
  showCode,
  stepUpFlow,
  WRONG_APP,
  WRONG_CODE,
  waitingFor,
} from "../factors/scenes";
import { enterWith, withPasskey } from "../passkeys/scenes";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));
vi.mock("@/lib/approvals/push", () => ({ notifySoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

const { delayAt, closeAt, firstDelaySeconds } = policy.factorFailures;
const WRONG_PIN = "999999";

/** Somebody with an app and codes, and the PINs that go to their phone. */
async function somebody() {
  const person = await newPerson();
  const [app, codes, script] = [await newApp(person), await newCodes(person, 2), scriptedProvider()];
  const waiting = (step: "pin" | "authenticator" | "recovery", browser: string | null = null) =>
    waitingFor(step, person, browser, script);
  const pin = (handle: string, typed = script.code) =>
    checkLoginPin(handle, typed, visitor, script.providers);
  return { person, app, codes, script, waiting, pin };
}

const closeFor = ({ id }: Person, failures: number) => sql`
  update users set factor_failures = ${failures}, factor_failed_at = now() where id = ${id}`;

describe("wrong PINs, codes of apps and recovery codes share one budget (T-089)", () => {
  test("ten in all, then nothing of them is looked at for a while, new login or not", async () => {
    const { person, app, codes, script, waiting, pin } = await somebody();
    const [texted, shown, recovered] = [
      await waiting("pin"),
      await waiting("authenticator"),
      await waiting("recovery"),
    ];
    for (let tries = 0; tries < policy.pin.tries; tries += 1) await pin(texted, WRONG_PIN);
    for (let tries = 0; tries < 4; tries += 1)
      expect(await showApp(shown, WRONG_APP)).toEqual({ kind: "wrong" });
    for (let tries = 0; tries < 3; tries += 1)
      expect(await showCode(recovered, WRONG_CODE)).toEqual({ kind: "wrong" });
    expect(await failuresOf(person)).toBe(delayAt);

    const sent = script.starts.length;
    for (const handle of [shown, await waiting("authenticator")])
      expect(await showApp(handle, await app.code())).toEqual({ kind: "closed" });
    for (const handle of [recovered, await waiting("recovery")])
      expect(await showCode(handle, codes[0] ?? "")).toEqual({ kind: "closed" });
    await sql`delete from challenges`;
    const again = await waiting("pin");
    expect(await pin(again)).toMatchObject({ kind: "closed" });
    expect(await pinPage(again)).toMatchObject({ obstacle: "locked" });
    expect(script.starts).toHaveLength(sent);
    expect(await failuresOf(person)).toBe(delayAt);
  });

  test("after the wait each brings one more, and the wait doubles; the right one clears it for all", async () => {
    const { person, app, codes, waiting } = await somebody();
    await closeFor(person, delayAt);
    const shown = await waiting("authenticator");
    const later = (seconds: number) => sql`
      update users set factor_failed_at = factor_failed_at - ${seconds} * interval '1 second'`;
    await later(firstDelaySeconds - 5);
    expect(await showApp(shown, WRONG_APP)).toEqual({ kind: "closed" });
    await later(6);
    expect(await showApp(shown, WRONG_APP)).toEqual({ kind: "wrong" });
    const recovered = await waiting("recovery");
    await later(firstDelaySeconds + 1);
    expect(await showCode(recovered, codes[0] ?? "")).toEqual({ kind: "closed" });
    await later(firstDelaySeconds);
    expect(await showCode(recovered, codes[0] ?? "")).toMatchObject({ kind: "passed" });
    expect(await failuresOf(person)).toBe(0);
    expect(await showApp(shown, await app.code())).toMatchObject({ kind: "passed" });
  });

  test("new logins and new PINs give nothing back (R-019)", async () => {
    const { person, app, waiting } = await somebody();
    for (let login = 0; login < delayAt; login += 1) {
      await sql`delete from throttles`;
      await showApp(await waiting("authenticator"), WRONG_APP);
      await waiting("pin");
    }
    expect(await failuresOf(person)).toBe(delayAt);
    expect(await showApp(await waiting("authenticator"), await app.code())).toEqual({ kind: "closed" });
  });

  test.each([0, 4, 8].flatMap((before) => [1, 2, 3].map((run) => [before, run])))(
    "twenty at once over three logins never pass ten tries, with %i before them, run %i",
    async (before) => {
      const { person, script, waiting, pin } = await somebody();
      const [texted, shown, recovered] = [
        await waiting("pin"),
        await waiting("authenticator"),
        await waiting("recovery"),
      ];
      await sql`update users set factor_failures = ${before ?? 0} where id = ${person.id}`;
      const outcomes = await race<unknown>(20, (at) => {
        if (at % 3 === 0) return pin(texted, WRONG_PIN);
        return at % 3 === 1 ? showApp(shown, WRONG_APP) : showCode(recovered, WRONG_CODE);
      });
      expect(outcomes.every((one) => one.status === "fulfilled")).toBe(true);
      const looked = await sql`select 1 from audit where event = 'login.factor' and outcome = 'wrong'`;
      expect(looked.length + script.checks.length).toBe(delayAt - (before ?? 0));
      expect(await failuresOf(person)).toBe(delayAt);
    },
  );

  test.each(Array.from({ length: 5 }, (_, run) => run + 1))(
    "the last try of the budget is one, for PINs that are typed at once too, run %i",
    async () => {
      const { person, script, waiting, pin } = await somebody();
      const texted = await waiting("pin");
      await sql`update users set factor_failures = ${delayAt - 1} where id = ${person.id}`;
      await race(policy.pin.tries, () => pin(texted, WRONG_PIN));
      expect(script.checks).toHaveLength(1);
      expect(await failuresOf(person)).toBe(delayAt);
    },
  );

  test("an approval on a phone, and a passkey, are not touched by it", async () => {
    const { person, phone, handle, request } = await newWaitingLogin();
    await closeFor(person, closeAt);
    await phone.decide(request, "approved");
    expect(await loginState(handle)).toBe("verified");
    const owner = await withPasskey();
    await closeFor(owner.person, closeAt);
    expect(await enterWith(owner.passkey)).toBe("/account");
  });
});

describe.each([
  ["waits", delayAt],
  ["is closed for good", closeAt],
])("a stranger with the password, until the account's budget %s (T-111)", (_, failures) => {
  test("does not keep the owner out of a browser that has logged in before: by PIN, app or recovery code", async () => {
    const { person, app, codes, script, waiting, pin } = await somebody();
    const browser = await knownBrowser(person);
    const reach = async () => closeFor(person, failures);
    await reach();
    const before = script.starts.length;
    const texted = await waiting("pin", browser);
    expect(script.starts).toHaveLength(before + 1);
    expect(await pin(texted)).toMatchObject({ kind: "verified" });
    await reach();
    expect(await showApp(await waiting("authenticator", browser), await app.code())).toMatchObject({
      kind: "passed",
    });
    await reach();
    expect(await showCode(await waiting("recovery", browser), codes[0] ?? "")).toMatchObject({
      kind: "passed",
    });
  });

  test("is still kept out of every other browser, also of one that another account knows", async () => {
    const { person, app, waiting } = await somebody();
    const others = [null, "unknown", await knownBrowser(await newPerson())];
    await closeFor(person, failures);
    for (const browser of others)
      expect(await showApp(await waiting("authenticator", browser), await app.code())).toEqual({
        kind: "closed",
      });
  });

  test("ends no session, and stops no step-up of one in a known browser", async () => {
    const { person, app } = await somebody();
    const browser = await knownBrowser(person);
    const { session, id, sid } = await enteredAs(person, { confirmed: 3_600 });
    await closeFor(person, failures);
    expect(await findLiveSession(sid)).not.toBeNull();
    const handle = await stepUpHandle(session, "/account/username");
    expect(await showAppCode(stepUpFlow(handle), await app.code(), visitor)).toEqual({ kind: "closed" });
    await sql`update sessions set browser_hash = ${browser} where id = ${id}`;
    expect(await showAppCode(stepUpFlow(handle), await app.code(), visitor)).toMatchObject({
      kind: "passed",
    });
  });
});

test("the strangers' tries are real ones: ten from ten unknown browsers close the account for them alone", async () => {
  const { person, app, waiting } = await somebody();
  const browser = await knownBrowser(person);
  for (let tries = 0; tries < delayAt; tries += 1) {
    await sql`delete from throttles`;
    await showApp(await waiting("authenticator", `stranger ${tries}`), WRONG_APP);
  }
  expect(await showApp(await waiting("authenticator", "stranger 11"), WRONG_APP)).toEqual({ kind: "closed" });
  expect(await showApp(await waiting("authenticator", browser), await app.code())).toMatchObject({
    kind: "passed",
  });
});

test("a known browser has ten tries of its own, which close it alone (T-111)", async () => {
  const { person, app, codes, waiting, pin } = await somebody();
  const [browser, second] = [await knownBrowser(person), await knownBrowser(person)];
  const shown = await waiting("authenticator", browser);
  for (let tries = 0; tries < delayAt; tries += 1) await showApp(shown, WRONG_APP);
  expect(await showApp(shown, await app.code())).toEqual({ kind: "closed" });
  expect(await showCode(await waiting("recovery", browser), codes[0] ?? "")).toEqual({ kind: "closed" });
  expect(await failuresOf(person)).toBe(0);
  const texted = await waiting("pin", browser);
  expect(await pin(texted)).toMatchObject({ kind: "closed" });
  expect(await pinPage(texted)).toMatchObject({ obstacle: "locked" });
  for (const other of [second, null])
    expect(
      await showApp(await waiting("authenticator", other), await app.code(other ? 0 : 30)),
    ).toMatchObject({
      kind: "passed",
    });
  expect(await sql`select factor_failures as n from browsers where browser_hash = ${browser}`).toEqual([
    { n: 10 },
  ]);
});
