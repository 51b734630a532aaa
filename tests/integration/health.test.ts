import { beforeEach, describe, expect, test, vi } from "vitest";
import { GET as live } from "@/app/api/health/live/route";
import { GET as ready } from "@/app/api/health/ready/route";
import { GET as plain } from "@/app/api/health/route";
import * as health from "@/db/queries/health";
import * as migrations from "@/db/queries/migrations";
import { jobStates, runJob } from "@/lib/jobs";
import { race } from "../support/barrier";
import { testDatabase } from "../support/database";

const { sql, reset } = await testDatabase();

vi.mock(import("next/server"), async (original) => ({ ...(await original()), connection: async () => {} }));

const secret = "a-secret-of-more-than-thirty-two-characters";
process.env.CRON_SECRET = secret;

const asked = async (get: (request: Request) => Promise<Response>, authorization?: string) => {
  const headers = authorization ? { authorization } : {};
  const response = await get(new Request("http://localhost:3000/api/health/ready", { headers }));
  return {
    status: response.status,
    body: await response.json(),
    cache: response.headers.get("cache-control"),
  };
};
const ok = { status: 200, body: { status: "ok" }, cache: "no-store" };
const unavailable = { status: 503, body: { status: "unavailable" }, cache: "no-store" };

let now = performance.now();
vi.spyOn(performance, "now").mockImplementation(() => now);
const isMigrated = vi.spyOn(migrations, "isMigrated");
const ping = vi.spyOn(health, "pingDatabase");

beforeEach(async () => {
  await reset();
  now += 5_000;
  isMigrated.mockClear();
});

const migratedTo = (change: string) =>
  sql.unsafe(`update drizzle.__drizzle_migrations set created_at = created_at ${change}`);

describe.each([
  ["/api/health", plain],
  ["/api/health/ready", ready],
])("%s", (_, get) => {
  test("It is well when the database answers and has every migration of this build", async () => {
    expect(await asked(get)).toEqual(ok);
  });

  test("It is not while a migration is missing, and is again afterwards", async () => {
    await migratedTo("- 100000000000");
    try {
      expect(await asked(get)).toEqual(unavailable);
    } finally {
      await migratedTo("+ 100000000000");
    }
    now += 1_001;
    expect(await asked(get)).toEqual(ok);
  });

  test("It is not while the database does not answer", async () => {
    isMigrated.mockRejectedValueOnce(new Error("connection refused"));
    expect(await asked(get)).toEqual(unavailable);
  });

  test.each([undefined, "", "Bearer", `Bearer ${secret}x`, secret])(
    "It says nothing more to %j",
    async (given) => {
      expect(await asked(get, given)).toEqual(ok);
    },
  );
});

/** Each has its own second. */
const instances = "bothInstances" in migrations ? 2 : 1;

test("However many ask, an instance asks the database once a second", async () => {
  const answers = await race(50, () => asked(ready));
  expect(answers.every((one) => one.status === "fulfilled" && one.value.status === 200)).toBe(true);
  expect(isMigrated).toHaveBeenCalledTimes(instances);
  now += 999;
  await asked(ready);
  await asked(ready);
  expect(isMigrated).toHaveBeenCalledTimes(instances);
  now += 2;
  await asked(ready);
  await asked(ready);
  expect(isMigrated).toHaveBeenCalledTimes(2 * instances);
});

test("An instance is alive while its database is away", async () => {
  isMigrated.mockRejectedValueOnce(new Error("connection refused"));
  ping.mockRejectedValueOnce(new Error("connection refused"));
  expect(await asked(live)).toEqual(ok);
  expect(isMigrated).not.toHaveBeenCalled();
  isMigrated.mockReset();
  ping.mockReset();
});

describe("To whoever has the secret of the clock", () => {
  test("It tells which jobs are overdue and which providers are left alone", async () => {
    const others = (await jobStates()).map(({ name }) => name).filter((name) => name !== "seal");
    await runJob("seal");
    await sql`insert into breakers (provider, failures, failed_at, open_until) values
      ('vonage', 5, now(), now() + interval '1 minute'), ('telnyx', 1, now(), null)`;
    expect(await asked(ready, `Bearer ${secret}`)).toEqual({
      ...ok,
      body: {
        ...{ status: "ok", databaseMs: expect.any(Number), migrated: true },
        ...{ overdueJobs: others, openBreakers: ["vonage"] },
      },
    });
  });

  test("It says no more than to others while the database is away", async () => {
    ping.mockRejectedValueOnce(new Error("connection refused"));
    expect(await asked(ready, `Bearer ${secret}`)).toEqual(unavailable);
  });
});
