import { beforeEach, describe, expect, test, vi } from "vitest";
import { checkLoginPin } from "@/lib/login/check-pin";
import { policy } from "@/lib/policy";
import { sendPolicy } from "@/lib/sending/policy";
import { race } from "../../support/barrier";
import { testDatabase } from "../../support/database";
import { loginAwaitingPin, newPerson, type Person, visitor } from "../../support/people";
import { scriptedProvider } from "../../support/provider";
import { pinPage } from "../../support/steps";
import { passTime } from "../../support/time";
import { addressOf, estonian } from "../attacks/money";
import { answering, own } from "./scripts";
import { NOBODY, Stranger, sameForBoth } from "./stranger";

vi.mock("@/lib/later", async () => (await import("./later")).laterHere);
// Whole scenes, and many rounds of races.
vi.setConfig({ testTimeout: 60_000 });

const { sql, reset } = await testDatabase();
beforeEach(reset);

const strangerFor = (person: Person | null, script = scriptedProvider()) =>
  new Stranger({ phone: person?.phone ?? NOBODY, script, person, providers: script.providers });

const unhurried = async () => undefined;
const guess = (handle: string, { providers } = scriptedProvider(), pin = "000000") =>
  checkLoginPin(handle, pin, visitor, providers, unhurried);

/** What a page says after each of so many attempts. */
async function obstacles(stranger: Stranger, attempts: number, address: (index: number) => string) {
  const told: unknown[] = [];
  for (let index = 0; index < attempts; index += 1) {
    const handle = await stranger.begin(address(index));
    told.push(handle === "" ? "refused" : (await pinPage(handle))?.obstacle);
    await passTime(301);
  }
  return told;
}

const times = (count: number, what: unknown) => Array<unknown>(count).fill(what);

describe("Limits arrive at the same attempt for a known and an unknown number (T-008)", () => {
  const perNumber = sendPolicy.limits["phone.number.hour"];

  test.each(["sends it", "is down", "has a request running already", "refuses the number"] as const)(
    "messages to a number, when the provider %s",
    async (answer) => {
      await sameForBoth(
        async (stranger) => {
          const told = await obstacles(stranger, perNumber + 2, addressOf);
          expect(told).toEqual([...times(perNumber, null), ...times(2, "throttled")]);
        },
        () => (answer === "sends it" ? { script: own() } : answering(scriptedProvider(), answer)),
      );
    },
  );

  test("further messages of one login", async () => {
    await sameForBoth(async (stranger) => {
      const handle = await stranger.begin();
      for (let round = 0; round < perNumber + 1; round += 1) {
        await stranger.wait(310);
        await stranger.resend(handle);
      }
      expect(stranger.seen.at(-1)).toMatchObject({ number: perNumber, resendAt: expect.any(Number) });
    });
  });

  test("a limit that is reached while a PIN is good leaves it good, and says nothing", async () => {
    const script = scriptedProvider();
    const person = await newPerson();
    const stranger = strangerFor(person, script);
    await obstacles(stranger, perNumber - 1, addressOf);
    const handle = await stranger.begin(addressOf(9));
    await stranger.wait(31);
    await stranger.resend(handle);
    expect(await pinPage(handle)).toMatchObject({ obstacle: null });
    expect(await guess(handle, script, script.code)).toMatchObject({ kind: "verified" });
  });

  test("messages that an address asks for", async () => {
    const limit = sendPolicy.limits["phone.address.hour"];
    await sameForBoth(async (stranger) => {
      for (let index = 0; index < limit; index += 1) {
        await sql`update challenges set phone = ${estonian(1, index)}`;
        await sql`delete from throttles where name like 'phone.number%'`;
        await stranger.begin(addressOf(1));
      }
      await sql`delete from throttles where name like 'phone.number%'`;
      expect(await obstacles(stranger, 1, () => addressOf(1))).toEqual(["throttled"]);
      expect(await obstacles(stranger, 1, () => addressOf(2))).toEqual([null]);
    });
  });

  test("logins that an address begins", async () => {
    const { limit } = policy.throttles.phoneLoginByAddress;
    await sameForBoth(async (stranger) => {
      for (let index = 0; index < limit + 2; index += 1) await stranger.ask();
      await stranger.sent();
      expect(stranger.seen.map((one) => (one as { kind?: string }).kind)).toEqual([
        ...times(limit, "challenged"),
        ...times(2, "throttled"),
      ]);
    });
  });

  test("many numbers that one address asks for", async () => {
    await sameForBoth(async (stranger) => {
      const others = sendPolicy.limits["phone.address.numbers"];
      for (let index = 0; index < others; index += 1) {
        const other = new Stranger({ ...stranger.given, phone: estonian(index, 1) });
        await other.begin(addressOf(1));
      }
      await stranger.begin(addressOf(2));
      await stranger.begin(addressOf(1));
      expect(stranger.seen.at(-1)).toMatchObject({ obstacle: "throttled" });
    });
  });

  test("wrong PINs with a number", async () => {
    await sameForBoth(async (stranger) => {
      for (let login = 0; login < 4; login += 1) {
        await sql`delete from throttles where name like 'phone.%'`;
        const handle = await stranger.begin(addressOf(login));
        for (let tries = 0; tries < 3; tries += 1) await stranger.type(handle);
      }
      const { limit } = policy.throttles.phoneLoginPins;
      const ends = stranger.seen.flatMap((one) => ((one as { waits?: unknown }).waits ? [one] : []));
      expect(ends.map((one) => (one as { kind: string }).kind === "throttled")).toEqual([
        ...times(limit, false),
        ...times(2, true),
      ]);
    });
  });
});

describe("What strangers do with a number costs its owner nothing else", () => {
  const failures = async () => (await sql`select factor_failures as n from users`)[0]?.n;

  test("ten wrong PINs close the login by phone for a day, and no login with the password", async () => {
    const script = own();
    const person = await newPerson();
    const stranger = strangerFor(person, script);
    for (let login = 0; login < 4; login += 1) {
      const handle = await stranger.begin(addressOf(login));
      for (let tries = 0; tries < 3; tries += 1) await guess(handle, script);
    }
    expect(await failures()).toBe(0);
    const handle = await stranger.begin(addressOf(5));
    const pin = script.starts.at(-1)?.code ?? "";
    expect(await guess(handle, script, pin)).toMatchObject({
      kind: "throttled",
      retryAfterSeconds: expect.closeTo(86_400, -2),
    });
    const owner = await loginAwaitingPin(person, script.providers, { address: addressOf(6) });
    expect(await pinPage(owner)).toMatchObject({ obstacle: null });
    const code = script.starts.at(-1)?.code ?? "";
    expect(await checkLoginPin(owner, code, visitor, script.providers)).toMatchObject({ kind: "verified" });
    await sql`update throttles set window_ends_at = now() where name like 'phone%'`;
    const later = await strangerFor(person, script).begin(addressOf(7));
    expect(await guess(later, script, script.starts.at(-1)?.code ?? "")).toMatchObject({ kind: "verified" });
  });

  test("right PINs are not counted among the wrong ones", async () => {
    const script = scriptedProvider();
    const person = await newPerson();
    for (let login = 0; login < 12; login += 1) {
      await sql`delete from throttles where name like 'phone.%'`;
      const handle = await strangerFor(person, script).begin(addressOf(login));
      expect(await guess(handle, script, script.code)).toMatchObject({ kind: "verified" });
    }
  });

  test("their messages use up the budget of logins by phone only", async () => {
    const { starts, providers, ...script } = scriptedProvider();
    const person = await newPerson();
    const stranger = strangerFor(person, { starts, providers, ...script });
    await obstacles(stranger, 8, addressOf);
    expect(starts).toHaveLength(5);
    expect(await sql`select 1 from throttles where name not like 'phone%'`).toEqual([]);
    for (let login = 0; login < 5; login += 1) {
      const handle = await loginAwaitingPin(person, providers, { address: addressOf(20 + login) });
      expect(await pinPage(handle)).toMatchObject({ obstacle: null });
      await passTime(301);
    }
    expect(starts).toHaveLength(10);
  });

  test("an owner whose PIN login is closed by wrong PINs logs in by phone no sooner for that", async () => {
    const script = scriptedProvider();
    const person = await newPerson();
    await sql`update users set factor_failures = 12, factor_failed_at = now()`;
    const handle = await strangerFor(person, script).begin();
    expect(await guess(handle, script)).toMatchObject({ kind: "wrong" });
    expect(await failures()).toBe(12);
  });
});

describe("Guesses at the same moment", () => {
  test.each([1, 2, 3, 4, 5])("cannot pass three with one message, round %i", async () => {
    const script = scriptedProvider();
    const handle = await strangerFor(await newPerson(), script).begin();
    const ends = await race(50, () => guess(handle, script));
    const kinds = ends.map((end) => (end.status === "fulfilled" ? end.value.kind : "failed"));
    expect(kinds.filter((kind) => kind === "wrong")).toHaveLength(policy.pin.tries - 1);
    expect(kinds.filter((kind) => kind === "failed")).toHaveLength(0);
    expect(script.checks).toHaveLength(policy.pin.tries);
  });

  test.each([1, 2, 3])("cannot pass ten with one number, round %i", async () => {
    const script = own();
    const person = await newPerson();
    const handles: string[] = [];
    for (let login = 0; login < 10; login += 1) {
      await sql`delete from throttles`;
      handles.push(await strangerFor(person, script).begin(addressOf(login)));
    }
    const ends = await race(50, (index) => guess(handles[index % 10] ?? "", script));
    const kinds = ends.map((end) => (end.status === "fulfilled" ? end.value.kind : "failed"));
    expect(kinds.filter((kind) => kind === "failed")).toHaveLength(0);
    // Thirty tries were spent, and ten were looked at.
    expect(kinds.filter((kind) => kind === "throttled")).toHaveLength(20);
    expect(
      await sql`select count(*)::int as n from audit where event = 'login.pin' and outcome = 'throttled'`,
    ).toEqual([{ n: 20 }]);
  });
});
