import { beforeEach, describe, expect, test, vi } from "vitest";
import { GET, HEAD } from "@/app/api/challenge/route";
import { approvalView, readApprovalOf } from "@/lib/approvals/view";
import { randomSecret } from "@/lib/crypto";
import { cancelLogin } from "@/lib/login/cancel";
import { policy } from "@/lib/policy";
import { race } from "../../support/barrier";
import { testDatabase } from "../../support/database";
import { scriptedProvider } from "../../support/provider";
import { browseWith, nextHeaders } from "../../support/requests";
import { newWaitingLogin, passTime, waitingAction, waitingLogin, waitingStepUp } from "./scenes";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));
vi.mock("@/lib/approvals/push", () => ({ notifySoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

const { limit, seconds } = policy.throttles.pollsByFlow;

const ask = async (purpose: string) => {
  const response = await GET(new Request(`http://localhost:3000/api/challenge?approval=${purpose}`));
  const text = await response.text();
  return { status: response.status, text, response };
};

/** This browser holds that handle, and no session. */
async function hold(kind: string, handle: string | null): Promise<void> {
  await browseWith({ sid: null });
  if (handle !== null) (await nextHeaders.cookies()).set(`countersign-${kind}`, handle);
}

const nothing = { status: 200, text: '{"version":null}' };

describe("What a browser that waits may learn (T-099)", () => {
  test("is the version of its own page, and nothing else", async () => {
    const { handle } = await newWaitingLogin();
    await hold("login", handle);
    const row = await readApprovalOf("login", handle);
    const version = row && approvalView("login", row).version;
    const { status, text, response } = await ask("login");
    expect([status, text]).toEqual([200, JSON.stringify({ version })]);
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  test("changes with the answer, with the digits that are gone, and with the end of the time", async () => {
    const { handle, phone, request } = await newWaitingLogin();
    await hold("login", handle);
    const waiting = (await ask("login")).text;
    expect((await ask("login")).text).toBe(waiting);
    await phone.decide(request, "approved", { digits: "0" });
    const wrong = (await ask("login")).text;
    await sql`update approvals set push = 'failed'`;
    const unsent = (await ask("login")).text;
    await passTime(91);
    const lapsed = (await ask("login")).text;
    await passTime(-91);
    await phone.decide(request, "approved");
    const approved = (await ask("login")).text;
    expect(new Set([waiting, wrong, unsent, lapsed, approved]).size).toBe(5);
  });

  test.each([
    ["no cookie", null],
    ["a guess", randomSecret()],
    ["what is no handle", "1"],
    ["an injection", "' or 1=1 --"],
  ])("is nothing with %s", async (_, handle) => {
    await newWaitingLogin();
    await hold("login", handle);
    expect(await ask("login")).toMatchObject(nothing);
  });

  test("is nothing of what waits elsewhere: each handle is of its own kind and browser", async () => {
    const [mine, theirs] = [await newWaitingLogin(), await newWaitingLogin()];
    await hold("login", mine.handle);
    const own = (await ask("login")).text;
    await hold("login", theirs.handle);
    expect((await ask("login")).text).not.toBe(own);
    for (const kind of ["step-up", "action"]) {
      await hold(kind, mine.handle);
      expect(await ask(kind)).toMatchObject(nothing);
    }
    await hold("login", mine.request.id);
    expect(await ask("login")).toMatchObject(nothing);
  });

  test("is nothing of another account's step-up or action", async () => {
    const stepUp = await waitingStepUp();
    const action = await waitingAction();
    await hold("login", stepUp.handle);
    expect(await ask("login")).toMatchObject(nothing);
    await hold("step-up", action.handle);
    expect(await ask("step-up")).toMatchObject(nothing);
    await hold("step-up", stepUp.handle);
    expect((await ask("step-up")).text).not.toBe(nothing.text);
    await hold("action", action.handle);
    expect((await ask("action")).text).not.toBe(nothing.text);
  });

  test("is nothing any more when the login's time is over", async () => {
    const { handle } = await newWaitingLogin();
    await hold("login", handle);
    await sql`update logins set expires_at = now()`;
    expect(await ask("login")).toMatchObject(nothing);
  });

  test("is what became of a login that was cancelled in another tab", async () => {
    const { handle } = await newWaitingLogin();
    await hold("login", handle);
    const before = (await ask("login")).text;
    await cancelLogin(handle, scriptedProvider().providers);
    expect((await ask("login")).text).not.toBe(before);
  });

  test.each(["", "signup", "reset", "phone-change", "constructor"])("is refused for %j", async (purpose) => {
    expect((await ask(purpose)).status).toBe(400);
  });
});

describe("Asking is limited (T-099)", () => {
  test("to so many times a minute, for each browser by itself", async () => {
    const first = await newWaitingLogin();
    await hold("login", first.handle);
    const asked = await race(limit, () => ask("login"));
    expect(asked.filter((one) => one.status === "fulfilled" && one.value.status === 200)).toHaveLength(limit);
    const { status, text, response } = await ask("login");
    expect([status, text]).toEqual([429, ""]);
    expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(Number(response.headers.get("retry-after"))).toBeLessThanOrEqual(seconds);
    await hold("login", (await newWaitingLogin()).handle);
    expect((await ask("login")).status).toBe(200);
    await hold("login", first.handle);
    await sql`update throttles set window_ends_at = now()`;
    expect((await ask("login")).status).toBe(200);
  });

  test("and too many questions lose no answer: the request goes on", async () => {
    const scene = await newWaitingLogin();
    await hold("login", scene.handle);
    await race(limit + 20, () => ask("login"));
    expect(await scene.phone.decide(scene.request, "approved")).toMatchObject({
      body: { state: "approved" },
    });
  });

  test("is not possible with HEAD, which would be a question that nobody counts", () => {
    const response = HEAD();
    expect([response.status, response.headers.get("allow")]).toEqual([405, "GET"]);
  });
});

test("Asking prolongs nothing and writes nothing but its own count (T-099)", async () => {
  const { id, sid, handle } = await waitingAction();
  await sql`update sessions set last_seen_at = now() - interval '30 minutes'`;
  const tables = await sql<{ name: string }[]>`
    select tablename as name from pg_tables where schemaname = 'public' and tablename <> 'throttles' order by 1`;
  const all = () => Promise.all(tables.map(({ name }) => sql`select * from ${sql(name)} order by 1`));
  const before = await all();
  await browseWith({ sid });
  (await nextHeaders.cookies()).set("countersign-action", handle);
  for (let time = 0; time < 5; time += 1) expect((await ask("action")).status).toBe(200);
  expect(await all()).toEqual(before);
  expect(await sql`select count, name from throttles where name = 'pollsByFlow'`).toEqual([
    { count: 5, name: "pollsByFlow" },
  ]);
  const [row] = await sql<{ idle: number }[]>`
    select extract(epoch from now() - last_seen_at)::int as idle from sessions where id = ${id}`;
  expect(row?.idle).toBeGreaterThanOrEqual(1_800);
});

test("The session is handed over once, to the browser that asked (T-099)", async () => {
  const scene = await newWaitingLogin();
  await scene.phone.decide(scene.request, "approved");
  const stranger = await waitingLogin(scene);
  await hold("login", stranger.handle);
  expect((await ask("login")).text).not.toContain(scene.handle);
  expect(await sql`select 1 from sessions`).toHaveLength(0);
});
