import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { tryAnotherWay } from "@/app/(auth)/login/ways/actions";
import { redeemHandle } from "@/lib/auth/redeem";
import { hashSecret } from "@/lib/crypto";
import { formToken } from "@/lib/flow-cookie";
import { checkLoginPin } from "@/lib/login/check-pin";
import { type SecondStep, secondSteps } from "@/lib/login/second-steps";
import { startPhoneLogin } from "@/lib/login/start-by-phone";
import { readSecondStep, takeWay } from "@/lib/login/ways";
import { testDatabase } from "../../support/database";
import { newPerson, type Person, visitor } from "../../support/people";
import { scriptedProvider } from "../../support/provider";
import { browseWith, formOf, nextHeaders, whatComesOf } from "../../support/requests";
import { newPhone } from "../approvals/phone";
import { login, loginState, states } from "../approvals/scenes";
import { knownBrowser, newApp, newCodes, showApp, showCode, waitingFor } from "./scenes";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));
vi.mock("@/lib/approvals/push", () => ({ notifySoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

const steps = Object.keys(secondSteps) as SecondStep[];
const pairs = steps.flatMap((from) => steps.map((to) => [from, to] as const));

const newPasskey = ({ id }: Person) => sql`
  insert into passkeys (user_id, name, credential_id, public_key, counter, synced, browser)
  values (${id}, 'Laptop', ${randomUUID()}, 'key', 0, false, 'Firefox on Linux')`;

/** A code that nobody has: it is there to be asked for. */
const newCode = ({ id }: Person) => sql`
  insert into recovery_codes (user_id, set_id, locator, hash, confirmed_at)
  values (${id}, ${randomUUID()}, 'AAAA', 'none', now())`;

/** Somebody who has every second factor. */
async function withAll() {
  const person = await newPerson();
  const phone = await newPhone(person);
  const app = await newApp(person);
  await newPasskey(person);
  await newCode(person);
  return { person, phone, app };
}

const asks = async (handle: string): Promise<string | undefined> =>
  (await sql<{ asks: string }[]>`select asks from logins where handle_hash = ${hashSecret(handle)}`)[0]?.asks;

describe("Turning from one second step to another", () => {
  test.each(pairs)("from %s to %s", async (from, to) => {
    const { person } = await withAll();
    const script = scriptedProvider();
    const handle = await waitingFor(from, person, null, script);
    expect(script.starts).toHaveLength(from === "pin" ? 1 : 0);
    const led = await takeWay(handle, to, visitor, script.providers);
    expect(await asks(handle)).toBe(to);
    expect(await loginState(handle)).toBe("challenged");
    expect(led).toBe(secondSteps[to].page);
    // A text goes out where a PIN was chosen, and only there; a phone waits where it was asked last.
    expect(script.starts).toHaveLength([from, to].includes("pin") ? 1 : 0);
    expect((await states()).filter((state) => state === "pending")).toHaveLength(to === "approval" ? 1 : 0);
    if (from === "approval" && to !== "approval") expect(await states()).toEqual(["cancelled"]);
  });

  test("and back again sends no second text, and what was asked for last logs in", async () => {
    const { person, app } = await withAll();
    const script = scriptedProvider();
    const handle = await waitingFor("pin", person, null, script);
    for (const way of ["recovery", "pin", "passkey", "pin", "call", "authenticator"] as const)
      await takeWay(handle, way, visitor, script.providers);
    expect(script.starts).toHaveLength(1);
    expect(await showApp(handle, await app.code())).toMatchObject({ kind: "passed" });
    expect(await checkLoginPin(handle, script.code, visitor, script.providers)).toMatchObject({
      kind: "closed",
    });
    expect(await takeWay(handle, "pin", visitor, script.providers)).not.toBe("/login/pin");
    expect(await loginState(handle)).toBe("verified");
  });

  test("turns nothing where the account has no such thing, or not any more", async () => {
    const person = await newPerson();
    const { providers, starts } = scriptedProvider();
    const handle = await waitingFor("pin", person, null, { ...scriptedProvider(), providers });
    const refused = async () => {
      for (const way of ["passkey", "authenticator", "recovery"] as const)
        expect(await takeWay(handle, way, visitor, providers)).toBe("/login/pin");
      expect(await takeWay(handle, "approval", visitor, providers)).toMatch(/^\/login\/pin/);
      expect(await asks(handle)).toBe("pin");
    };
    await refused();
    await newApp(person);
    await newPasskey(person);
    await newPhone(person);
    await newCode(person);
    await sql`update authenticator_apps set revoked_at = now()`;
    await sql`update passkeys set revoked_at = now()`;
    await sql`update devices set revoked_at = now()`;
    await sql`update recovery_codes set used_at = now()`;
    await refused();
    await sql`update recovery_codes set used_at = null, dropped_at = now()`;
    await refused();
    await sql`update recovery_codes set dropped_at = null, confirmed_at = null`;
    await refused();
    expect(starts).toHaveLength(1);
  });

  test.each([
    ["is over", () => sql`update logins set expires_at = now()`],
    ["was cancelled", () => sql`update logins set state = 'cancelled'`],
    ["has passed already", () => sql`update logins set state = 'verified'`],
    ["waits for a password after its number's PIN", () => sql`update logins set state = 'identified'`],
    ["is of a disabled account", () => sql`update users set disabled_at = now()`],
  ])("turns no login that %s", async (_, change) => {
    const { person } = await withAll();
    const handle = await waitingFor("authenticator", person);
    await change();
    const { providers, starts } = scriptedProvider();
    for (const way of steps)
      expect(await takeWay(handle, way, visitor, providers)).toBe("/login?ended=expired");
    expect(await asks(handle)).toBe("authenticator");
    expect(starts).toHaveLength(0);
    expect(await states()).toEqual([]);
  });

  test("turns no login by phone, which would lead around its PIN", async () => {
    const { person } = await withAll();
    const { providers } = scriptedProvider();
    const request = { country: "GB", phone: person.phone, returnTo: null };
    const begun = await startPhoneLogin(request, visitor, providers, () => {});
    const handle = begun.kind === "challenged" ? begun.handle : "";
    for (const way of steps)
      expect(await takeWay(handle, way, visitor, providers)).toBe("/login?ended=expired");
    expect(await asks(handle)).toBe("pin");
    expect(await states()).toEqual([]);
  });
});

describe("A post that turns a login", () => {
  const turn = async (handle: string, fields: Readonly<Record<string, string>>, origin?: string) => {
    await browseWith({ sid: null, ...(origin ? { origin } : {}) });
    (await nextHeaders.cookies()).set("countersign-login", handle);
    return whatComesOf(tryAnotherWay(formOf(fields)));
  };

  test("does so with the token of its own login, from our own page, to a way that there is", async () => {
    const { person } = await withAll();
    const [handle, other] = [await waitingFor("authenticator", person), await waitingFor("passkey", person)];
    const token = formToken(handle);
    for (const refused of [
      await turn(handle, { way: "recovery" }),
      await turn(handle, { way: "recovery", token: formToken(other) }),
      await turn(handle, { way: "recovery", token }, "https://evil.example"),
      await turn(handle, { way: "none", token }),
      await turn(handle, { way: "toString", token }),
      await turn(handle, { token }),
    ])
      expect(refused).toBe("/login?ended=expired");
    expect(await asks(handle)).toBe("authenticator");
    expect(await turn(handle, { way: "recovery", token })).toBe("/login/recovery");
    expect(await asks(other)).toBe("passkey");
  });
});

describe("What is asked for first", () => {
  test("is the best that the account has, and in each browser what was passed last in it", async () => {
    const { person, app } = await withAll();
    const [mine, other] = [await knownBrowser(person), await knownBrowser(person)];
    expect((await login(person, mine)).asks).toBe("passkey");
    const handle = await waitingFor("authenticator", person, mine);
    await showApp(handle, await app.code());
    await redeemHandle(handle);
    expect((await login(person, mine)).asks).toBe("authenticator");
    for (const elsewhere of [other, "unknown", null])
      expect((await login(person, elsewhere)).asks).toBe("passkey");
    await sql`update authenticator_apps set revoked_at = now()`;
    expect((await login(person, mine)).asks).toBe("passkey");
  });

  test("is not what was merely asked for, nor what passed in another account's login of the same browser", async () => {
    const { person } = await withAll();
    const stranger = await withAll();
    const browser = await knownBrowser(person);
    await waitingFor("pin", person, browser);
    expect((await login(person, browser)).asks).toBe("passkey");
    const handle = await waitingFor("authenticator", stranger.person, browser);
    await showApp(handle, await stranger.app.code());
    await redeemHandle(handle);
    expect((await login(person, browser)).asks).toBe("passkey");
  });

  test("is a PIN where there is nothing else but recovery codes", async () => {
    const person = await newPerson();
    const [code = ""] = await newCodes(person, 2);
    const browser = await knownBrowser(person);
    expect((await login(person, browser)).asks).toBe("pin");
    const handle = await waitingFor("recovery", person, browser);
    await showCode(handle, code);
    await redeemHandle(handle);
    expect((await login(person, browser)).asks).toBe("pin");
  });
});

test("the page of a code says until when none is taken, in each browser by its own budget", async () => {
  const { person } = await withAll();
  const browser = await knownBrowser(person);
  const [here, there] = [
    await waitingFor("authenticator", person, browser),
    await waitingFor("recovery", person, "unknown"),
  ];
  const locked = async (handle: string) => {
    const step = await readSecondStep(handle);
    return step?.lockedUntil ? Math.round((step.lockedUntil - step.now) / 1000) : null;
  };
  await sql`update users set factor_failures = 9, factor_failed_at = now()`;
  expect(await locked(there)).toBeNull();
  await sql`update users set factor_failures = 10, factor_failed_at = now() - interval '100 seconds'`;
  expect(await locked(there)).toBeCloseTo(800, -1);
  expect(await locked(here)).toBeNull();
  await sql`update users set factor_failures = 50, factor_failed_at = now() - interval '10 years'`;
  await sql`update browsers set factor_failures = 11, factor_failed_at = now()`;
  expect(await locked(there)).toBe(Number.POSITIVE_INFINITY);
  expect(await locked(here)).toBeCloseTo(1_800, -1);
});
