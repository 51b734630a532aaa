import { beforeEach, describe, expect, test } from "vitest";
import { sendAgain } from "@/lib/challenges/again";
import { flowRef } from "@/lib/flow-cookie";
import { pinPage } from "@/tests/support/steps";
import { passTime } from "@/tests/support/time";
import { race } from "../../support/barrier";
import { testDatabase } from "../../support/database";
import { loginAwaitingPin, newPerson, signupAwaitingPin, visitor } from "../../support/people";
import { scriptedProvider } from "../../support/provider";

const { sql, reset } = await testDatabase();
beforeEach(reset);

describe("a storm of requests", () => {
  test("a hundred resends at once send one message (T-104)", async () => {
    const { providers, starts } = scriptedProvider();
    const handle = await loginAwaitingPin(await newPerson(), providers);
    await passTime(31);
    await race(20, () => sendAgain(flowRef("login", handle), visitor, providers));
    expect(starts).toHaveLength(2);
  });

  test("logins of one account at once send one message", async () => {
    const { providers, answers, starts } = scriptedProvider();
    const send = answers.start;
    let first = true;
    answers.start = async () => {
      if (!first) return { kind: "already-pending" };
      first = false;
      return send();
    };
    const person = await newPerson();
    await race(5, () => loginAwaitingPin(person, providers));
    expect(starts.length).toBeGreaterThan(0);
    const [{ sent } = { sent: 0 }] = await sql<{ sent: number }[]>`
      select count(*)::int as sent from challenges where state = 'sent' and provider_request_id is not null`;
    expect(sent).toBe(1);
  });

  test("a number gets five login PINs in an hour, whatever the browser, and the page says until when", async () => {
    const { providers, starts } = scriptedProvider();
    const person = await newPerson();
    let handle = "";
    for (let login = 0; login < 7; login += 1) {
      handle = await loginAwaitingPin(person, providers, { address: `198.51.100.${login}` });
      await passTime(301);
    }
    expect(starts).toHaveLength(5);
    expect(await pinPage(handle)).toMatchObject({ obstacle: "throttled" });
  });

  test("a stranger's sign-ups with a number do not use up its owner's login PINs", async () => {
    const { providers } = scriptedProvider();
    const person = await newPerson();
    for (let signup = 0; signup < 7; signup += 1) {
      await signupAwaitingPin(providers, { phone: person.phone });
      await passTime(301);
    }
    const handle = await loginAwaitingPin(person, providers);
    expect(await pinPage(handle)).toMatchObject({ obstacle: null });
  });
});
