import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { redeemHandle } from "@/lib/auth/redeem";
import { checkLoginPin } from "@/lib/login/check-pin";
import { startLogin } from "@/lib/login/start";
import { checkSignupPin } from "@/lib/signup/finish";
import { startSignup } from "@/lib/signup/start";
import { verifyProviders } from "@/lib/verify/registry";
import { testDatabase } from "@/tests/support/database";
import { faultProxy } from "@/tests/support/fault-proxy";
import { newPerson, PASSWORD, signupRequest, visitor } from "@/tests/support/people";
import { testSimulator } from "@/tests/support/simulator";

// Before the first statement: the application's own connections go through the proxy, the test's do not.
const { sql, reset, url } = await testDatabase();
const proxy = await faultProxy(url);
process.env.DATABASE_URL = proxy.url;
const { control } = await testSimulator();
const providers = verifyProviders();

beforeEach(async () => {
  control.reset();
  await reset();
});

const count = async (table: string) => {
  const [row] = await sql<{ count: number }[]>`select count(*)::int as count from ${sql(table)}`;
  return row?.count;
};

/** Where the answer to a statement is lost after it was committed (F-14), and where it never arrived. */
const places = [
  ["the login was written", "insert into logins"],
  ["the message was recorded", "update challenges set state"],
] as const;

describe.each(["loseAnswerTo", "loseStatement"] as const)("when the database goes away (%s)", (lose) => {
  test.each(places)(
    "after %s, the same password again leads to one text and one session",
    async (_place, text) => {
      const person = await newPerson();
      const request = { identifier: person.username, password: PASSWORD, returnTo: null };
      proxy[lose](text);
      await expect(startLogin(request, visitor, providers)).rejects.toThrow();
      const again = await startLogin(request, visitor, providers);
      if (again.kind !== "challenged") throw new Error(again.kind);
      expect(control.messagesFor(person.phone)).toHaveLength(1);
      const pin = control.latestCode(person.phone) ?? "";
      const outcome = await checkLoginPin(again.handle, pin, visitor, providers);
      if (lose === "loseStatement" && text.startsWith("update challenges")) {
        // Nobody wrote down the id of the text that went out: the person is told to wait, and no second one is sent.
        expect(outcome).toMatchObject({ kind: "closed" });
        return;
      }
      expect(outcome).toMatchObject({ kind: "verified" });
      expect(await redeemHandle(again.handle)).not.toBeNull();
      expect(await count("sessions")).toBe(1);
    },
  );

  test.each([
    ["the sign-up was written", "insert into signups"],
    ["the message was recorded", "update challenges set state"],
  ])("after %s, the same form again leads to one text and one account", async (_place, text) => {
    const request = { ...signupRequest(), formKey: randomUUID() };
    proxy[lose](text);
    await expect(startSignup(request, visitor, providers)).rejects.toThrow();
    const again = await startSignup(request, visitor, providers);
    if (again.kind !== "challenged") throw new Error(again.kind);
    expect(control.messagesFor(request.phone)).toHaveLength(1);
    const pin = control.latestCode(request.phone) ?? "";
    const outcome = await checkSignupPin(again.handle, pin, visitor, providers);
    if (lose === "loseStatement" && text.startsWith("update challenges")) {
      expect(outcome).toMatchObject({ kind: "closed" });
      return;
    }
    expect(outcome).toMatchObject({ kind: "created" });
    expect(await count("users")).toBe(1);
  });
});

describe("when the answer to the last statement is lost", () => {
  test("after the number was proved, the same PIN again makes the account", async () => {
    const request = signupRequest();
    const started = await startSignup(request, visitor, providers);
    if (started.kind !== "challenged") throw new Error(started.kind);
    const pin = control.latestCode(request.phone) ?? "";
    proxy.loseAnswerTo("update signups set phone_proved_at");
    await expect(checkSignupPin(started.handle, pin, visitor, providers)).rejects.toThrow();
    expect(await checkSignupPin(started.handle, pin, visitor, providers)).toMatchObject({ kind: "created" });
    expect(await count("users")).toBe(1);
  });

  test("after the account was made, the same PIN again finds it", async () => {
    const request = signupRequest();
    const started = await startSignup(request, visitor, providers);
    if (started.kind !== "challenged") throw new Error(started.kind);
    const pin = control.latestCode(request.phone) ?? "";
    proxy.loseAnswerTo("insert into users");
    await expect(checkSignupPin(started.handle, pin, visitor, providers)).rejects.toThrow();
    expect(await count("users")).toBe(1);
    expect(await redeemHandle(started.handle)).not.toBeNull();
  });

  test("after the PIN of a login passed, its handle still opens the one session", async () => {
    const person = await newPerson();
    const request = { identifier: person.username, password: PASSWORD, returnTo: null };
    const started = await startLogin(request, visitor, providers);
    if (started.kind !== "challenged") throw new Error(started.kind);
    const pin = control.latestCode(person.phone) ?? "";
    proxy.loseAnswerTo("update logins set state");
    await expect(checkLoginPin(started.handle, pin, visitor, providers)).rejects.toThrow();
    expect(await redeemHandle(started.handle)).not.toBeNull();
    expect(await redeemHandle(started.handle)).toBeNull();
    expect(await count("sessions")).toBe(1);
  });
});
