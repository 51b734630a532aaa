import { beforeEach, describe, expect, test } from "vitest";
import { sendAgain } from "@/lib/challenges/again";
import { flowRef } from "@/lib/flow-cookie";
import { startLogin } from "@/lib/login/start";
import { startSignup } from "@/lib/signup/start";
import { testDatabase } from "../../support/database";
import { loginAwaitingPin, newPerson, PASSWORD, signupRequest, visitor } from "../../support/people";
import { scriptedProvider } from "../../support/provider";
import { pinPage } from "../../support/steps";
import { passTime } from "../../support/time";
import { blockedBy, estonian, pump } from "./money";

process.env.ALLOWED_COUNTRIES = "GB,EE";

const { sql, reset } = await testDatabase();
beforeEach(reset);

const asked = async () => (await sql`select 1 from challenges union all select 1 from sends`).length;

describe("Where no message goes (T-080)", () => {
  test.each([
    ["+1 900 234 5678", /mobile phones only/],
    ["+44 909 879 0879", /mobile phones only/],
    ["+44 20 7946 0018", /mobile phones only/],
    ["+881 6 1234 5678", /No phone has this number/],
    ["+883 5100 0000 0094", /No phone has this number/],
    ["+44 7400 12345", /No phone has this number/],
    ["+44 7781 123456", /We do not send PINs to numbers in Guernsey/],
    ["+44 7797 712345", /We do not send PINs to numbers in Jersey/],
    ["+44 7624 123456", /We do not send PINs to numbers in the Isle of Man/],
    ["+33 6 12 34 56 78", /We do not send PINs to numbers in France/],
    ["+1 415 555 2671", /We do not send PINs to numbers in the United States/],
  ])("A sign-up with %s is refused at the form, and nothing is written", async (phone, message) => {
    const { providers, starts } = scriptedProvider();
    const outcome = await startSignup(signupRequest({ phone, country: "GB" }), visitor, providers);
    expect(outcome).toMatchObject({ kind: "invalid", errors: { phone: expect.stringMatching(message) } });
    expect(starts).toEqual([]);
    expect(await asked()).toBe(0);
  });

  test("A number that was proved before its country was closed gets nothing any more", async () => {
    const { providers, starts } = scriptedProvider();
    const person = await newPerson({ phone: "+33612345678" });
    const handle = await loginAwaitingPin(person, providers);
    expect(await pinPage(handle)).toMatchObject({ obstacle: "closed-country", resendAt: null });
    await passTime(600);
    await sendAgain(flowRef("login", handle), visitor, providers);
    expect(starts).toEqual([]);
    expect(await sql`select 1 from sends`).toHaveLength(0);
    expect(blockedBy()).toEqual(["closed-country"]);
  });
});

describe("Whose number gets the message", () => {
  test("A login texts the number that its account has proved, whatever is typed (T-109)", async () => {
    const { providers, starts } = scriptedProvider();
    const [person, other] = [await newPerson({ phone: estonian(1, 1) }), estonian(2, 2)];
    for (const identifier of [
      other,
      person.phone,
      `${person.username}\n${other}`,
      `${person.email},${other}`,
    ]) {
      const request = { identifier, password: PASSWORD, returnTo: null };
      expect(await startLogin(request, visitor, providers)).toEqual({ kind: "rejected" });
    }
    await loginAwaitingPin(person, providers);
    expect(starts.map(({ number }) => number)).toEqual([person.phone]);
  });
});

describe("A sign-up does not tell whether a number has an account", () => {
  const page = async (handle: string) => {
    const { username, version, now, expiresAt, resendAt, timeline, next, ...shown } =
      (await pinPage(handle, "signup")) ?? {};
    return { ...shown, channel: next?.channel, steps: timeline?.length };
  };

  test("It writes, sends, counts and shows the same, below the limits and above them", async () => {
    const { providers, starts } = scriptedProvider();
    const known = (await newPerson({ phone: estonian(1, 12) })).phone;
    const unknown = estonian(2, 12);
    for (let index = 0; index < 7; index += 1) {
      const pages = [];
      for (const phone of [known, unknown]) pages.push(await page(await pump(providers, phone, null)));
      expect(pages[0]).toEqual(pages[1]);
      expect(pages[0]).toMatchObject({ obstacle: index < 5 ? null : "throttled" });
    }
    expect(starts).toHaveLength(10);
    expect(blockedBy()).toEqual(Array(4).fill("signup.number.hour"));
    const rows = await sql`
      select prefix, count(*)::int as sent, min(result) as result from sends group by prefix order by prefix`;
    expect(rows.map(({ sent, result }) => ({ sent, result }))).toEqual(
      Array(2).fill({ sent: 5, result: "accepted" }),
    );
  });
});
