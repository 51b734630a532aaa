import { beforeEach, expect, test } from "vitest";
import { hashSecret, randomSecret } from "@/lib/crypto";
import { checkLoginPin } from "@/lib/login/check-pin";
import { startLogin } from "@/lib/login/start";
import { testDatabase } from "../../support/database";
import { newPerson, PASSWORD, type Person, visitor } from "../../support/people";
import { scriptedProvider } from "../../support/provider";

const { sql, reset } = await testDatabase();
beforeEach(reset);

const known = hashSecret(randomSecret());

async function somebody(): Promise<Person> {
  const person = await newPerson();
  await sql`insert into browsers (user_id, browser_hash) values (${person.id}, ${known})`;
  return person;
}

async function wrongPins(person: Person, browserHash: string | null, count: number): Promise<void> {
  const { providers } = scriptedProvider();
  const request = { identifier: person.username, password: PASSWORD, returnTo: null, browserHash };
  const outcome = await startLogin(request, visitor, providers);
  if (outcome.kind !== "challenged") throw new Error(outcome.kind);
  for (let time = 0; time < count; time += 1) {
    await checkLoginPin(outcome.handle, "000000", visitor, providers);
  }
}

const told = () => sql`select user_id, recipient from notices where kind = 'failed-factor'`;

test("One wrong PIN after the right password, in a browser that the account does not know, is told", async () => {
  const person = await somebody();
  await wrongPins(person, hashSecret(randomSecret()), 1);
  expect(await told()).toEqual([{ user_id: person.id, recipient: person.email }]);
});

test("In a browser that the account knows a PIN may be mistyped twice, and the third time is told", async () => {
  const person = await somebody();
  await wrongPins(person, known, 2);
  expect(await told()).toEqual([]);
  await sql`delete from challenges`;
  await wrongPins(person, known, 3);
  expect(await told()).toHaveLength(1);
});

test("Nobody is flooded: it is told once an hour, and again after that", async () => {
  const person = await somebody();
  await wrongPins(person, hashSecret(randomSecret()), 3);
  await sql`delete from challenges`;
  await wrongPins(person, hashSecret(randomSecret()), 2);
  expect(await told()).toHaveLength(1);
  await sql`update notices set created_at = now() - interval '61 minutes'`;
  await sql`delete from challenges`;
  await wrongPins(person, hashSecret(randomSecret()), 1);
  expect(await told()).toHaveLength(2);
});
