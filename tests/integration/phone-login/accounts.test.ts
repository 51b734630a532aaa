import { beforeEach, describe, expect, test, vi } from "vitest";
import { findLiveSession, redeemHandle } from "@/lib/auth/redeem";
import { env } from "@/lib/env";
import { checkLoginPin } from "@/lib/login/check-pin";
import { checkMorePassword } from "@/lib/login/more";
import { nameAccount } from "@/lib/login/name";
import { race } from "../../support/barrier";
import { testDatabase } from "../../support/database";
import { newPerson, PASSWORD, visitor } from "../../support/people";
import { scriptedProvider } from "../../support/provider";
import { passTime } from "../../support/time";
import { addressOf, estonian } from "../attacks/money";
import { asVonage, own, type Script } from "./scripts";
import { Stranger } from "./stranger";

vi.mock("@/lib/later", async () => (await import("./later")).laterHere);
// Whole scenes, and many rounds of races.
vi.setConfig({ testTimeout: 60_000 });

// Before the environment is read.
process.env.SIGNUP_BY_PHONE = "1";

const { sql, reset } = await testDatabase();
beforeEach(reset);

const strangerFor = (phone: string, script: Script) =>
  new Stranger({ phone, script, person: null, providers: script.providers });

const NEW = "+447700900987";
let names = 0;
const newNames = () => {
  names += 1;
  return { username: `newcomer${names}`, email: `newcomer${names}@example.org` };
};
const name = (handle: string, given = newNames()) => nameAccount(handle, given, visitor);

/** Somebody whose number is proved, and who has no account. */
async function proved(phone = NEW, script = own()): Promise<string> {
  await sql`delete from throttles`;
  const handle = await strangerFor(phone, script).begin();
  const pin = script.starts.at(-1)?.code ?? "";
  expect(await checkLoginPin(handle, pin, visitor, script.providers)).toEqual({ kind: "held" });
  return handle;
}

describe("Where people may sign up with a number alone", () => {
  test("an unknown number gets a message, and another one when it asks for it", async () => {
    const script = own();
    expect(env().signupByPhone).toBe(true);
    const stranger = strangerFor(NEW, script);
    const handle = await stranger.begin();
    expect(script.starts).toMatchObject([{ number: NEW }]);
    await passTime(31);
    await stranger.resend(handle);
    expect(script.starts).toHaveLength(2);
    expect(await sql`select result from sends`).toEqual([{ result: "accepted" }, { result: "accepted" }]);
  });

  test("its PIN alone opens nothing, and no password does", async () => {
    const handle = await proved();
    expect(await redeemHandle(handle)).toBeNull();
    expect(await checkMorePassword(handle, PASSWORD, visitor)).toEqual({ kind: "over" });
    expect(await sql`select 1 from users`).toEqual([]);
  });

  test("with a name and an address it becomes an account without a password, and a session", async () => {
    const handle = await proved();
    const given = { username: "New.Comer", email: "New.Comer@example.org" };
    expect(await name(handle, given)).toEqual({ kind: "created", returnTo: "/account" });
    expect(await sql`select username, username_key, email_key, password_hash from users`).toEqual([
      {
        username: "New.Comer",
        username_key: "new.comer",
        email_key: "new.comer@example.org",
        password_hash: null,
      },
    ]);
    expect(await sql`select number, last_used_at is not null as used from phones`).toEqual([
      { number: NEW, used: true },
    ]);
    const session = await redeemHandle(handle);
    expect(await findLiveSession(session?.sid)).toMatchObject({ username: "New.Comer", amr: "sms" });
    expect(await name(handle)).toEqual({ kind: "over" });
  });

  test("the next login by phone finds it, and asks no more", async () => {
    await name(await proved());
    const script = own();
    const handle = await strangerFor(NEW, script).begin();
    const pin = script.starts[0]?.code ?? "";
    expect(await checkLoginPin(handle, pin, visitor, script.providers)).toMatchObject({ kind: "verified" });
  });

  test("nothing comes of it before the PIN, after ten minutes, or when it was given up", async () => {
    const script = own();
    const unproved = await strangerFor(NEW, script).begin();
    expect(await name(unproved)).toEqual({ kind: "over" });
    for (const end of [
      () => sql`update logins set expires_at = now()`,
      () => sql`update logins set state = 'cancelled'`,
    ]) {
      const handle = await proved();
      await end();
      expect(await name(handle)).toEqual({ kind: "over" });
    }
    expect(await sql`select 1 from users`).toEqual([]);
  });

  test("a taken user name, one that looks like it, and a taken address are told, and another one is taken then", async () => {
    const person = await newPerson({ username: "paypal" });
    const handle = await proved();
    const { email, username } = newNames();
    expect(await name(handle, { username: "PayPal", email })).toEqual({ kind: "taken", field: "username" });
    expect(await name(handle, { username: "paypa1", email })).toEqual({ kind: "taken", field: "username" });
    expect(await name(handle, { username, email: person.email.toUpperCase() })).toEqual({
      kind: "taken",
      field: "email",
    });
    expect(await name(handle, { username, email: "no address" })).toEqual({ kind: "over" });
    expect(await name(handle)).toMatchObject({ kind: "created" });
  });

  test("a held login of somebody who has an account makes no second one", async () => {
    await newPerson({ phone: NEW });
    await sql`update phones set contested_at = now()`;
    const handle = await proved();
    expect(await name(handle)).toEqual({ kind: "over" });
    expect(await sql`select 1 from users`).toHaveLength(1);
  });

  test("a number of a disabled account cannot get another one", async () => {
    await newPerson({ phone: NEW });
    await sql`update users set disabled_at = now()`;
    expect(await name(await proved())).toEqual({ kind: "taken", field: "phone" });
  });

  test("twenty times two logins of one number at once make one account", async () => {
    for (let round = 0; round < 20; round += 1) {
      await reset();
      const handles = [await proved(), await proved()];
      const ends = await race(2, (index) => name(handles[index] ?? ""));
      expect(kindsOf(ends)).toEqual(["created", "taken phone"]);
      expect(await sql`select 1 from users`).toHaveLength(1);
      expect(await sql`select 1 from logins where state = 'verified'`).toHaveLength(1);
    }
  });

  test("twenty times two numbers that want one name at once make one account", async () => {
    for (let round = 0; round < 20; round += 1) {
      await reset();
      const handles = [await proved(), await proved("+447700900986")];
      const ends = await race(2, (index) =>
        name(handles[index] ?? "", { ...newNames(), username: "same-name" }),
      );
      expect(kindsOf(ends)).toEqual(["created", "taken username"]);
    }
  });

  test("twenty times the same form posted five times at once makes one account", async () => {
    for (let round = 0; round < 20; round += 1) {
      await reset();
      const handle = await proved();
      const given = newNames();
      const ends = await race(5, () => name(handle, given));
      expect(kindsOf(ends).filter((kind) => kind === "created")).toHaveLength(1);
      expect(await sql`select 1 from users`).toHaveLength(1);
    }
  });

  test("a second browser with the same unknown number carries the running request on", async () => {
    const script = asVonage(scriptedProvider());
    const [first, second] = [await strangerFor(NEW, script).begin(), await strangerFor(NEW, script).begin()];
    const type = (handle: string) =>
      checkLoginPin(handle, script.code, visitor, script.providers, async () => undefined);
    expect(await type(first)).toMatchObject({ kind: "wrong" });
    expect(await type(second)).toEqual({ kind: "held" });
  });

  test("strangers' numbers stay within the budgets of logins by phone", async () => {
    const script = own();
    for (let index = 0; index < 12; index += 1)
      await strangerFor(estonian(index, 1), script).begin(addressOf(1));
    expect(script.starts).toHaveLength(5);
  });
});

function kindsOf(ends: readonly PromiseSettledResult<Awaited<ReturnType<typeof name>>>[]): string[] {
  return ends
    .map((end) => {
      if (end.status === "rejected") return "failed";
      return end.value.kind === "taken" ? `taken ${end.value.field}` : end.value.kind;
    })
    .toSorted();
}
