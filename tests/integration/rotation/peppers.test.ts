import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { beginAppOf, shownApp } from "@/lib/factors/enrol-app";
import { sealedFor } from "@/lib/factors/show";
import { newSecret } from "@/lib/factors/totp";
import { seal } from "@/lib/seal";
import { testDatabase } from "../../support/database";
import { newPerson, PASSWORD, type Person, visitor } from "../../support/people";
import { scriptedProvider } from "../../support/provider";
import { enteredAs } from "../approvals/scenes";
import { appWith, loginFlow, newApp, newCodes, waitingFor, withApp, withCodes } from "../factors/scenes";
import { NEW, OLD, type Server, started as server, serversThrough } from "./server";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));

const { sql, reset } = await testDatabase();
let [before, rotated, after]: Server[] = [];
beforeAll(async () => {
  [before, rotated, after] = await serversThrough("PASSWORD_PEPPERS");
});
beforeEach(reset);

const request = ({ username: identifier }: Person) => ({ identifier, password: PASSWORD, returnTo: null });

async function logIn(one: Server | undefined, person: Person): Promise<string> {
  return (await server(one).startLogin(request(person), visitor, scriptedProvider().providers)).kind;
}

const hashOf = async ({ id }: Person): Promise<string> =>
  (await sql<{ hash: string }[]>`select password_hash as hash from users where id = ${id}`)[0]?.hash ?? "";

/** What the runbook counts by: the names of the peppers that are still needed. */
const names = (text: string): string => text.split(":")[0] ?? "";

describe("While PASSWORD_PEPPERS are changed (F-21)", () => {
  test("a password stays right, and moves to the newest pepper when its owner logs in", async () => {
    const person = await newPerson();
    const old = await hashOf(person);
    expect(await logIn(before, person)).toBe("challenged");
    expect(names(await hashOf(person))).toBe(names(old));
    expect(await logIn(rotated, person)).toBe("challenged");
    expect(names(await hashOf(person))).not.toBe(names(old));
    for (const one of [before, rotated, after]) expect(await logIn(one, person)).toBe("challenged");
  });

  test("who has not logged in since needs the former one, and losing it is a fault that names it", async () => {
    const person = await newPerson();
    const name = names(await hashOf(person));
    await expect(logIn(after, person)).rejects.toThrow(`No PASSWORD_PEPPERS entry has the id ${name}`);
    expect(await logIn(rotated, person)).toBe("challenged");
  });

  test("a wrong password is still wrong, and moves nothing", async () => {
    const person = await newPerson();
    const old = await hashOf(person);
    const wrong = { ...request(person), password: "nine lives of a tabby" };
    const outcome = await server(rotated).startLogin(wrong, visitor, scriptedProvider().providers);
    expect(outcome.kind).toBe("rejected");
    expect(await hashOf(person)).toBe(old);
  });

  test("an authenticator app stays right, and its secret moves to the newest key when it is used", async () => {
    const { person, app } = await withApp();
    const sealed = async () =>
      (await sql<{ secret: string }[]>`select secret from authenticator_apps where id = ${app.id}`)[0]
        ?.secret;
    const old = await sealed();
    const handle = await waitingFor("authenticator", person);
    const shown = server(rotated).showAppCode(loginFlow(handle), await app.code(), visitor);
    expect((await shown).kind).toBe("passed");
    const moved = (await sealed()) ?? "";
    expect(names(moved)).not.toBe(names(old ?? ""));
    expect(server(after).unseal(moved, sealedFor(person.id)).equals(app.secret)).toBe(true);
    const next = await waitingFor("authenticator", person);
    const again = server(after).showAppCode(loginFlow(next), await app.code(30), visitor);
    expect((await again).kind).toBe("passed");
  });

  test("a wrong code moves nothing", async () => {
    const { person, app } = await withApp();
    const handle = await waitingFor("authenticator", person);
    const rows = () => sql`select secret from authenticator_apps where id = ${app.id}`;
    const old = await rows();
    await server(rotated).showAppCode(loginFlow(handle), "000000", visitor);
    expect(await rows()).toEqual(old);
  });

  test("an app that is just being enrolled goes on with the secret that was shown", async () => {
    const person = await newPerson();
    const { session } = await enteredAs(person);
    expect(await beginAppOf(session, visitor)).toBe(true);
    const shown = await shownApp(session);
    expect((await server(rotated).shownApp(session))?.typed).toBe(shown?.typed);
    const secret = newSecret();
    await sql`update factor_enrolments set secret = ${seal(secret, sealedFor(person.id))}`;
    const code = await appWith(secret).code();
    const confirmed = server(rotated).confirmApp(session, visitor, { name: "Phone", code });
    expect(await confirmed).toEqual({ kind: "enrolled" });
    const [row] = await sql<{ secret: string }[]>`select secret from authenticator_apps`;
    expect(
      server(after)
        .unseal(row?.secret ?? "", sealedFor(person.id))
        .equals(secret),
    ).toBe(true);
  });

  test("recovery codes on paper open the account as long as their pepper is kept", async () => {
    const { person, codes } = await withCodes();
    const [one = "", two = ""] = codes;
    const handle = await waitingFor("recovery", person);
    const flow = loginFlow(handle);
    expect((await server(after).showRecoveryCode(flow, one, visitor)).kind).toBe("wrong");
    expect((await server(rotated).showRecoveryCode(flow, two, visitor)).kind).toBe("passed");
  });

  test("the statement of docs/configuration.md tells which peppers are still needed, and how often", async () => {
    const [one, two] = [await newPerson(), await newPerson()];
    await newCodes(one, 2);
    await newApp(one);
    await logIn(rotated, two);
    const page = readFileSync(join(import.meta.dirname, "../../../docs/configuration.md"), "utf8");
    const statement = /```sql\n([^`]+)```/.exec(page)?.[1] ?? "";
    const needed = await sql.unsafe<{ what: string; name: string; count: string }[]>(statement);
    const named = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 8);
    const old = OLD.PASSWORD_PEPPERS;
    const lines = needed.map(({ what, name, count }) => `${what} ${name} ${count}`);
    expect(lines.sort()).toEqual(
      [
        `passwords ${named(old)} 1`,
        `passwords ${named(NEW)} 1`,
        `recovery codes ${named(old)} 2`,
        `apps ${named(`seal:${old}`)} 1`,
      ].sort(),
    );
  });
});
