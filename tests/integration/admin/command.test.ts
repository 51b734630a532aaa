import { execFile } from "node:child_process";
import { beforeEach, describe, expect, test } from "vitest";
import { testDatabase } from "../../support/database";
import { newPerson } from "../../support/people";

const { sql, url, reset } = await testDatabase();
beforeEach(reset);

type Ended = Readonly<{ code: number; said: string; complained: string }>;

/** `npm run admin -- …` on the operator's machine, which knows the database and nothing else. */
function command(...words: readonly string[]): Promise<Ended> {
  const { PATH = "", HOME = "" } = process.env;
  const env = { PATH, HOME, DATABASE_URL: url, NODE_ENV: "production" } as const;
  const args = ["--conditions=react-server", "--import", "tsx", "dev/admin.ts", ...words];
  return new Promise((resolve) => {
    const child = execFile(process.execPath, args, { env }, (_error, said, complained) =>
      resolve({ code: child.exitCode ?? -1, said, complained }),
    );
  });
}

const roleOf = async (id: string) => {
  const [row] = await sql<{ role: string; age: number }[]>`
    select role, extract(epoch from now() - role_since)::float8 as age from users where id = ${id}`;
  return row;
};

const audited = () =>
  sql`select outcome, user_id, actor_id, browser from audit where event = 'admin.role' order by id`;
const told = () => sql`select kind, channel, recipient from notices order by kind, channel`;

describe("The command that makes an administrator", () => {
  test("gives the role, writes that down, tells every address, and says what is still to be done", async () => {
    const { id, username, email, phone } = await newPerson();
    await sql`update users set role_since = now() - interval '1 year'`;
    const { code, said, complained } = await command(username.toUpperCase());
    expect({ code, complained }).toEqual({ code: 0, complained: "" });
    expect(said).toContain(`${username} (${email}) is an administrator now.`);
    expect(said).toMatch(
      /neither a passkey nor a phone.*\/account\/security.*after \d+ \w+ \d{4} at \d\d:\d\d UTC/,
    );
    const role = await roleOf(id);
    expect(role?.role).toBe("admin");
    expect(role?.age).toBeLessThan(60);
    expect(await audited()).toMatchObject([{ outcome: "given", user_id: id, actor_id: null }]);
    expect(await told()).toMatchObject([
      { kind: "role-given", channel: "email", recipient: email },
      { kind: "role-given", channel: "text", recipient: phone },
    ]);
  });

  test("takes an e-mail address too, and knows a passkey that is there", async () => {
    const { id, email } = await newPerson();
    await sql`
      insert into passkeys (user_id, name, credential_id, public_key, counter, synced, browser)
      values (${id}, 'Laptop', 'credential', 'x', 0, true, 'Firefox')`;
    const { said } = await command(email);
    expect(said).toContain("opens to a login with the passkey");
    expect((await roleOf(id))?.role).toBe("admin");
  });

  test("changes nothing where the account has the role, not even its date", async () => {
    const { id, username } = await newPerson();
    await sql`update users set role = 'admin', role_since = now() - interval '3 days'`;
    const { code, said } = await command(username);
    expect(code).toBe(0);
    expect(said).toContain("is an administrator already");
    expect((await roleOf(id))?.age).toBeGreaterThan(2 * 86_400);
    expect([...(await audited()), ...(await told())]).toEqual([]);
  });

  test("takes the role away, also from an account that is disabled", async () => {
    const { id, username } = await newPerson();
    await sql`update users set role = 'admin', disabled_at = now()`;
    const { said } = await command(username, "--remove");
    expect(said).toContain("is no administrator any more");
    expect((await roleOf(id))?.role).toBe("user");
    expect(await audited()).toMatchObject([{ outcome: "taken", user_id: id }]);
    expect((await told()).map(({ kind }) => kind)).toEqual(["role-taken", "role-taken"]);
    expect((await command(username, "--remove")).said).toContain("is no administrator anyway");
    expect(await audited()).toHaveLength(1);
  });

  test("refuses an account that is disabled", async () => {
    const { id, username } = await newPerson();
    await sql`update users set disabled_at = now()`;
    const { code, complained } = await command(username);
    expect(code).toBe(1);
    expect(complained).toContain("is disabled: it cannot become an administrator");
    expect((await roleOf(id))?.role).toBe("user");
    expect([...(await audited()), ...(await told())]).toEqual([]);
  });

  test.each([
    [["nobody-of-that-name"], "There is no account with this user name or e-mail address."],
    [[], "Say whose"],
    [["one", "two"], "Say whose"],
    [["one", "--force"], "Say whose"],
  ] as const)("says in one sentence why it does nothing: %j", async (words, sentence) => {
    await newPerson({ username: "one" });
    const { code, said, complained } = await command(...words);
    expect({ code, said }).toEqual({ code: 1, said: "" });
    expect(complained).toContain(sentence);
    expect(await audited()).toEqual([]);
  });
});

test("Two commands at once give the role once", async () => {
  const { username } = await newPerson();
  const ends = await Promise.all([command(username), command(username), command(username)]);
  expect(ends.filter(({ said }) => said.includes("is an administrator now"))).toHaveLength(1);
  expect(await audited()).toHaveLength(1);
});
