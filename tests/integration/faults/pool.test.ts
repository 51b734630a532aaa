import { sql as statement } from "drizzle-orm";
import { NextRequest } from "next/server";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { POST as phones } from "@/app/api/approvals/route";
import { GET as whoIsIn } from "@/app/api/auth/[...nextauth]/route";
import { GET as challenge } from "@/app/api/challenge/route";
import { GET as health } from "@/app/api/health/route";
import { db } from "@/db/client";
import { inTurn, transaction } from "@/db/queries/turns";
import { checkLoginPin } from "@/lib/login/check-pin";
import { gate } from "../../support/barrier";
import { loggedLines } from "../../support/console";
import { testDatabase } from "../../support/database";
import { faultProxy } from "../../support/fault-proxy";
import { loginAwaitingPin, newPerson, visitor } from "../../support/people";
import { scriptedProvider } from "../../support/provider";
import { browseWith, nextHeaders } from "../../support/requests";
import { newSession } from "../../support/sessions";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
vi.mock("next/server", async (original) => ({
  ...(await original<object>()),
  connection: async () => undefined,
}));

/** Two connections, and a second for each statement. */
const { sql, reset, url } = await testDatabase();
const proxy = await faultProxy(url);
process.env.DATABASE_URL = proxy.url;
process.env.DATABASE_MAX_CONNECTIONS = "2";
process.env.DATABASE_STATEMENT_SECONDS = "1";
const LIMIT_MS = 1000;
/** Until everything answers again, once what was in the way is gone. */
const RECOVERY_MS = 5000;

beforeEach(async () => {
  await reset();
  await browseWith({ sid: null });
});

async function timed<T>(work: Promise<T>): Promise<Readonly<{ result: T; milliseconds: number }>> {
  const from = performance.now();
  const result = await work;
  return { result, milliseconds: performance.now() - from };
}

const { providers, code } = scriptedProvider();

/** A whole login, from the password to the session's handle. */
async function logsIn(): Promise<void> {
  const handle = await loginAwaitingPin(await newPerson(), providers);
  expect(await checkLoginPin(handle, code, visitor, providers)).toMatchObject({ kind: "verified" });
}

/** A table that nobody can look at until `release`. */
async function closeTable(table: string) {
  const { open, opened } = gate();
  const closed = gate();
  const done = sql.begin(async (held) => {
    await held`lock table ${held(table)} in access exclusive mode`;
    closed.open();
    await opened;
  });
  await closed.opened;
  return async () => {
    open();
    await done;
  };
}

const running = async () =>
  (
    await sql<{ query: string }[]>`
      select query from pg_stat_activity where datname = current_database() and state = 'active'
        and application_name = 'countersign'`
  ).length;

const ask = () => challenge(new Request("http://localhost:3000/api/challenge?flow=login"));

describe("While the database answers nobody (F-15)", () => {
  test("a hundred requests are told within the limit to come again, and soon after all goes on", async () => {
    const handle = await loginAwaitingPin(await newPerson(), providers);
    (await nextHeaders.cookies()).set("countersign-login", handle);
    const release = await closeTable("logins");
    const { result, milliseconds } = await timed(Promise.all(Array.from({ length: 100 }, ask)));
    for (const answer of result) {
      expect(answer.status).toBe(503);
      expect(answer.headers.get("retry-after")).toBe("2");
      expect(await answer.text()).toBe("");
    }
    expect(milliseconds).toBeLessThan(3 * LIMIT_MS);
    expect(loggedLines().filter((line) => line.includes("request.unavailable"))).toHaveLength(100);
    expect(loggedLines().join("\n")).not.toContain(handle);
    // Nothing waits there any more for somebody who has gone.
    expect(await running()).toBe(0);
    await release();
    const after = await timed(logsIn());
    expect(after.milliseconds).toBeLessThan(RECOVERY_MS);
    expect((await ask()).status).toBe(200);
  });

  test("whoever is logged in stays so: the browser keeps its cookie", async () => {
    const { id } = await newPerson();
    const { sid } = await newSession(id);
    await browseWith({ sid });
    const cookie = (await nextHeaders.cookies()).get("countersign-session")?.value ?? "";
    const request = () =>
      whoIsIn(
        new NextRequest("http://localhost:3000/api/auth/session", {
          headers: { cookie: `countersign-session=${cookie}` },
        }),
      );
    const release = await closeTable("sessions");
    const away = await request();
    expect([away.status, away.headers.getSetCookie()]).toEqual([503, []]);
    await release();
    expect(await (await request()).json()).toMatchObject({ user: { name: expect.any(String) } });
  });

  test("phones and monitors are told the same", async () => {
    const release = await closeTable("devices");
    const signed = { "countersign-device": crypto.randomUUID(), "countersign-signature": "a".repeat(86) };
    const post = new Request("http://localhost:3000/api/approvals", {
      method: "POST",
      headers: { "content-type": "application/json", ...signed },
      body: "{}",
    });
    expect((await phones(post)).status).toBe(503);
    expect((await health(new Request("http://localhost:3000/api/health"))).status).toBe(200);
    await release();
  });
});

describe("One slow statement (F-15)", () => {
  test("is ended in the database, and holds up nobody who has another connection", async () => {
    const slow = timed(
      db()
        .execute(statement`select pg_sleep(30)`)
        .then(null, (error: unknown) => error),
    );
    const quick = await timed(logsIn());
    const { result, milliseconds } = await slow;
    expect(result).toMatchObject({ cause: { code: "57014" } });
    expect(milliseconds).toBeLessThan(2 * LIMIT_MS);
    expect(quick.milliseconds).toBeLessThan(RECOVERY_MS);
    await expect.poll(running).toBe(0);
  });

  test("in a transaction undoes what was done before it", async () => {
    const work = transaction(async (held) => {
      await held.execute(statement`insert into alerts (key, raised_at) values ('half', now())`);
      await held.execute(statement`select pg_sleep(30)`);
    });
    await expect(work).rejects.toMatchObject({ cause: { code: "57014" } });
    expect(await sql`select 1 from alerts`).toEqual([]);
    await logsIn();
  });
});

describe("Transactions (F-15)", () => {
  test("that get no connection in time are told, and never begin later", async () => {
    const { open, opened } = gate();
    const [first, second] = [gate(), gate()];
    const held = [first, second].map(({ open: begun }) =>
      transaction(async () => {
        begun();
        await opened;
      }),
    );
    await Promise.all([first.opened, second.opened]);
    let begun = false;
    const third = transaction(async () => {
      begun = true;
    });
    await expect(third).rejects.toMatchObject({ code: "57014" });
    open();
    await Promise.all(held);
    await logsIn();
    expect(begun).toBe(false);
  });

  test("use one connection each: twenty at once that all wait for one turn get through two", async () => {
    let inside = 0;
    const turns = Array.from({ length: 20 }, () =>
      inTurn("the same", async (held) => {
        inside += 1;
        expect(inside).toBe(1);
        await held.execute(statement`select 1`);
        inside -= 1;
      }),
    );
    await Promise.all(turns);
  });
});

describe("A line that is dead and says nothing (F-15)", () => {
  test.each([
    ["a statement", () => db().execute(statement`select 1`)],
    ["a transaction", () => transaction(async () => undefined)],
  ])("is given up with %s on it, and new ones take its place", async (_, work) => {
    await logsIn();
    proxy.silence();
    const dead = await timed(Promise.resolve(work()).then(null, (error: unknown) => error));
    expect(dead.result).toBeInstanceOf(Error);
    expect(dead.milliseconds).toBeLessThan(RECOVERY_MS);
    await expect
      .poll(() => logsIn().then(() => "in", String), { timeout: RECOVERY_MS, interval: 100 })
      .toBe("in");
  });
});
