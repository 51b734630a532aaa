import { beforeEach, describe, expect, test } from "vitest";
import { recordAudit } from "@/db/queries/audit";
import { testDatabase } from "../../support/database";
import { newPerson } from "../../support/people";

const { sql, reset } = await testDatabase();
beforeEach(reset);

const refusal = { code: "42501", message: "audit is append-only" };
const written = () => sql`select * from audit order by id`;

/** The connection is the application's own: whoever takes it over can do no more. */
async function recorded() {
  const person = await newPerson();
  const by = { browser: "Firefox on Linux", address: "192.0.2.1" };
  for (const outcome of ["wrong", "right"]) {
    await recordAudit({ event: "login.password", outcome, userId: person.id, factor: "pwd", ...by });
  }
  return person;
}

describe("What is in the audit stays there as it is", () => {
  test.each([
    ["changed", "update audit set outcome = 'right'"],
    ["changed to what it is", "update audit set outcome = outcome"],
    [
      "changed by a merge",
      "merge into audit a using users u on u.id = a.user_id when matched then update set outcome = 'right'",
    ],
    ["deleted", "delete from audit"],
    [
      "deleted by a query within another",
      "with gone as (delete from audit returning id) select count(*) from gone",
    ],
    ["emptied", "truncate audit"],
    ["emptied with everything else", "truncate users, audit cascade"],
  ])("It cannot be %s", async (_, statement) => {
    await recorded();
    const before = await written();
    await expect(sql.unsafe(statement)).rejects.toMatchObject(refusal);
    expect(await written()).toEqual(before);
  });

  test("It outlives the account of which it speaks", async () => {
    const person = await recorded();
    await sql`delete from users where id = ${person.id}`;
    expect(await sql`select user_id, outcome from audit order by id`).toEqual([
      { user_id: person.id, outcome: "wrong" },
      { user_id: person.id, outcome: "right" },
    ]);
  });

  test("A statement that fails over it changes nothing else either", async () => {
    const person = await recorded();
    await expect(
      sql`with gone as (delete from audit) update users set email = 'x' where id = ${person.id}`,
    ).rejects.toMatchObject(refusal);
    expect(await sql`select email from users`).toEqual([{ email: person.email }]);
  });
});
