import { beforeEach, describe, expect, test, vi } from "vitest";
import { checkLoginPin } from "@/lib/login/check-pin";
import { policy } from "@/lib/policy";
import { finishReset } from "@/lib/reset/reset";
import { testDatabase } from "../../support/database";
import { toldTo } from "../../support/notices";
import { loginAwaitingPin, newPerson, visitor } from "../../support/people";
import { scriptedProvider } from "../../support/provider";
import { begunReset } from "./resets";

// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

const failures = async () => (await sql`select factor_failures::int as n from users`)[0]?.n;

describe("Wrong PINs of a reset", () => {
  test("count on the account, and a right one clears them", async () => {
    const { type } = await begunReset(await newPerson());
    await type("000000");
    await type("000000");
    expect(await failures()).toBe(2);
    expect(await type()).toEqual({ kind: "proved" });
    expect(await failures()).toBe(0);
  });

  test("end it after three, and the owner is told", async () => {
    const person = await newPerson();
    const { type, handle } = await begunReset(person);
    for (let tries = 0; tries < 3; tries += 1) await type("000000");
    expect(await type()).toMatchObject({ kind: "closed" });
    expect(await finishReset(handle, "nine lives of a tabby", visitor)).toEqual({ kind: "over" });
    expect(await toldTo()).toContain(`failed-factor email ${person.email}`);
  });

  test("close the account's PINs after ten in a row, over all resets and logins", async () => {
    const { delayAt } = policy.factorFailures;
    const person = await newPerson();
    await sql`update users set factor_failures = ${delayAt - 1}, factor_failed_at = now() - interval '1 day'`;
    const { type } = await begunReset(person);
    expect(await type("000000")).toMatchObject({ kind: "wrong" });
    expect(await type()).toMatchObject({ kind: "closed" });
    const { providers, code } = scriptedProvider();
    const login = await loginAwaitingPin(person, providers);
    expect(await checkLoginPin(login, code, visitor, providers)).toMatchObject({ kind: "closed" });
  });
});
