import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeEach, describe, expect, test, vi } from "vitest";
import { runMigrations } from "@/db/migrate";
import { randomSecret } from "@/lib/crypto";
import { type Postgres, startPostgres } from "../../../dev/postgres";
import { faultProxy } from "../../support/fault-proxy";
import { PASSWORD, signupRequest } from "../../support/people";
import { browseWith } from "../../support/requests";
import { testSimulator } from "../../support/simulator";
import { cookie, loginPages, secretsOf, signupPages, walk } from "./person";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));

/** A server of this file's own, which keeps what it has committed. */
const directory = mkdtempSync(path.join(tmpdir(), "countersign-crash-"));
chmodSync(directory, 0o711);
const dataDir = path.join(directory, "data");
let server: Postgres = await startPostgres({ dataDir, persistent: true });
const { port } = server;
const url = await server.createDatabase("crashing");
await runMigrations(url);
afterAll(async () => {
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
});

const proxy = await faultProxy(url);
process.env.DATABASE_URL = proxy.url;
const { control } = await testSimulator();

beforeEach(async () => {
  control.reset();
  await browseWith({ sid: null });
});

/** As `pg_ctl restart -m immediate`: nobody is waited for, and what was committed is read from the log. */
async function crash(): Promise<void> {
  const [postmaster = ""] = readFileSync(path.join(dataDir, "postmaster.pid"), "utf8").split("\n");
  process.kill(Number(postmaster), "SIGQUIT");
  await server.stop();
  server = await startPostgres({ dataDir, persistent: true, port });
}

/** What tests/integration/faults/restart-*.test.ts cut the line at, here with a server that really goes. */
const signups = [
  ["after", "insert into signups"],
  ["before", "update signups set phone_proved_at"],
  ["before", "insert into users"],
  ["after", "insert into users"],
] as const;
const logins = [
  ["after", "insert into logins"],
  ["before", "update challenges set tries_left"],
  ["after", "update challenges set state = 'approved'"],
  ["before", "insert into sessions"],
  ["after", "insert into sessions"],
] as const;

async function signUp() {
  const request = signupRequest();
  const handle = await cookie("signup");
  const pages = { ...loginPages(request), ...signupPages(request, randomSecret()) };
  return { request, walked: await walk("/signup", pages, () => secretsOf(request.phone, handle)) };
}

describe("The server of the database is killed and comes back (F-13)", () => {
  test.each(signups)(
    "%s the sign-up's '%s': who presses again gets their one account",
    async (moment, text) => {
      proxy.cutAll(text, moment, crash);
      const { walked, request } = await signUp();
      expect(walked.place, walked.way.join()).toBe("in");
      expect(walked.faults).toBeGreaterThan(0);
      expect(control.messagesFor(request.phone).length).toBeLessThanOrEqual(2);
    },
  );

  test.each(logins)("%s the login's '%s': who presses again gets in", async (moment, text) => {
    const { request } = await signUp();
    control.clearPhone(request.phone);
    await browseWith({ sid: null });
    proxy.cutAll(text, moment, crash);
    const { place, faults, way } = await walk("/login", loginPages(request), () => [PASSWORD]);
    expect(place, way.join()).toBe("in");
    expect(faults).toBeGreaterThan(0);
  });

  test("between two pages: nobody notices", async () => {
    const { request } = await signUp();
    await browseWith({ sid: null });
    const pages = loginPages(request);
    const afterwards = async () => {
      await crash();
      return pages["/login/pin"]();
    };
    const between = { ...pages, "/login/pin": afterwards };
    expect(await walk("/login", between, () => [PASSWORD])).toMatchObject({ place: "in" });
  });
});
