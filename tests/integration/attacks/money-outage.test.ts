import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { sendAgain } from "@/lib/challenges/again";
import { flowRef } from "@/lib/flow-cookie";
import { startLogin } from "@/lib/login/start";
import { startSignup } from "@/lib/signup/start";
import { testDatabase } from "../../support/database";
import {
  loginAwaitingPin,
  newPerson,
  PASSWORD,
  signupAwaitingPin,
  signupRequest,
  visitor,
} from "../../support/people";
import { scriptedProvider } from "../../support/provider";
import { passTime } from "../../support/time";

const { sql, reset } = await testDatabase();

const tables = ["throttles", "sends", "breakers"] as const;
let away: (typeof tables)[number] | null = null;

async function takeAway(table: (typeof tables)[number]): Promise<void> {
  await sql`alter table ${sql(table)} rename to away`;
  away = table;
}

beforeEach(reset);
afterEach(async () => {
  if (away) await sql`alter table away rename to ${sql(away)}`;
  away = null;
});

/** With an address that nobody knows the form itself is counted nowhere: only the message is. */
const nowhere = { ...visitor, address: null };

describe.each(tables)("While %s cannot be read nothing is sent (T-112)", (table) => {
  test("No sign-up", async () => {
    const { providers, starts } = scriptedProvider();
    await takeAway(table);
    await expect(startSignup(signupRequest(), nowhere, providers)).rejects.toThrow();
    expect(starts).toEqual([]);
    expect(await sql`select 1 from signups union all select 1 from challenges`).toHaveLength(0);
  });

  test("No login", async () => {
    const { providers, starts } = scriptedProvider();
    const { username } = await newPerson();
    await takeAway(table);
    const request = { identifier: username, password: PASSWORD, returnTo: null };
    await expect(startLogin(request, nowhere, providers)).rejects.toThrow();
    expect(starts).toEqual([]);
    expect(await sql`select 1 from logins union all select 1 from challenges`).toHaveLength(0);
  });

  test("No further message, and the one that is under way stays as it is", async () => {
    const { providers, starts } = scriptedProvider();
    const login = await loginAwaitingPin(await newPerson(), providers);
    const signup = await signupAwaitingPin(providers);
    await passTime(60);
    await takeAway(table);
    await expect(sendAgain(flowRef("login", login), visitor, providers)).rejects.toThrow();
    await expect(sendAgain(flowRef("signup", signup), visitor, providers)).rejects.toThrow();
    expect(starts).toHaveLength(2);
    expect(await sql`select 1 from challenges where state = 'sent' and closed_at is null`).toHaveLength(2);
  });
});
