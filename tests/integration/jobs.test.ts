import { beforeEach, describe, expect, test, vi } from "vitest";
import { GET } from "@/app/api/cron/[job]/route";
import { beginRun, endRun } from "@/db/queries/jobs";
import { jobStates, runJob } from "@/lib/jobs";
import { policy } from "@/lib/policy";
import { sweepAll } from "@/lib/sweep";
import { race } from "../support/barrier";
import { testDatabase } from "../support/database";
import { asIntruder, writeRows } from "./audit/audits";

const { sql, reset } = await testDatabase();
beforeEach(reset);

vi.mock(import("@/lib/sweep"), async (original) => {
  const real = await original();
  return { ...real, sweepAll: vi.fn(real.sweepAll) };
});

const secret = "a-secret-of-more-than-thirty-two-characters";
process.env.CRON_SECRET = secret;
const call = async (job: string) => {
  const headers = { authorization: `Bearer ${secret}` };
  const request = new Request(`http://localhost:3000/api/cron/${job}`, { headers });
  const response = await GET(request, { params: Promise.resolve({ job }) });
  return { status: response.status, body: await response.json() };
};
const runs = () =>
  sql`select name, outcome, counts, error, ended_at is not null as ended from job_runs order by id`;
const state = async (name: string) => (await jobStates()).find((job) => job.name === name);

describe("A run of a job is recorded", () => {
  test("With what it has done", async () => {
    await writeRows(sql, 3);
    expect(await call("seal")).toMatchObject({ status: 200, body: { outcome: "done", counts: { rows: 3 } } });
    expect(await runs()).toMatchObject([
      { name: "seal", outcome: "done", ended: true, error: null, counts: { seals: 1, rows: 3, number: "1" } },
    ]);
    expect(await state("seal")).toMatchObject({ overdue: false, last: { outcome: "done" } });
  });

  test("With its failure too, which is answered with 500 and told to the operators", async () => {
    await writeRows(sql, 3);
    await call("seal");
    await asIntruder(sql, (intruder) => intruder`update audit_seals set mac = 'x'`);
    expect(await call("seal")).toEqual({ status: 500, body: { outcome: "failed" } });
    expect((await runs()).at(-1)).toMatchObject({
      outcome: "failed",
      error: "BrokenChainError",
      counts: null,
    });
    expect(await sql`select key from alerts order by key`).toEqual([
      { key: "audit-chain-broken" },
      { key: "job-failed:seal" },
    ]);
    expect(await state("seal")).toMatchObject({ overdue: false, last: { outcome: "failed" } });
  });

  test("One that fails stands in the way of no other", async () => {
    vi.mocked(sweepAll).mockRejectedValueOnce(new TypeError("wrong"));
    expect(await call("sweep")).toMatchObject({ status: 500 });
    expect(await call("seal")).toMatchObject({ status: 200 });
    expect(await call("sweep")).toMatchObject({ status: 200 });
    expect((await runs()).map(({ name, outcome }) => `${name} ${outcome}`)).toEqual([
      "sweep failed",
      "seal done",
      "sweep done",
    ]);
  });
});

describe("A job runs once at a time (F-34)", () => {
  test.each(Array.from({ length: 20 }, (_, time) => time + 1))(
    "Of five that begin one may, time %i",
    async () => {
      const begun = await race(5, () => beginRun("sweep", 900));
      const ids = begun.map((one) => (one.status === "fulfilled" ? one.value : "failed"));
      expect(ids.filter((id) => id !== null)).toHaveLength(1);
    },
  );

  test("The second is told so and does nothing; another job is not held up", async () => {
    const id = await beginRun("sweep", 900);
    vi.mocked(sweepAll).mockClear();
    expect(await call("sweep")).toEqual({ status: 200, body: { outcome: "running" } });
    expect(await call("seal")).toMatchObject({ body: { outcome: "done" } });
    expect(sweepAll).not.toHaveBeenCalled();
    await endRun(id ?? "", { counts: {}, error: null });
    expect(await call("sweep")).toMatchObject({ body: { outcome: "done" } });
  });

  test.each(Array.from({ length: 20 }, (_, time) => time + 1))(
    "One whose instance is gone is lost after its time, and makes room for one, time %i",
    async () => {
      const lost = await beginRun("sweep", 900);
      await sql`update job_runs set expires_at = now() - interval '1 second'`;
      expect(await state("sweep")).toMatchObject({ last: { outcome: "lost" } });
      const begun = await race(5, () => beginRun("sweep", 900));
      expect(begun.filter((one) => one.status === "fulfilled" && one.value !== null)).toHaveLength(1);
      await endRun(lost ?? "", { counts: { late: 1 }, error: null });
      expect(await runs()).toMatchObject([
        { outcome: "lost", counts: null, ended: true },
        { outcome: null, ended: false },
      ]);
    },
  );
});

describe("A job that nobody calls", () => {
  test("It is overdue when it never ran, and when it did not end well for longer than its time", async () => {
    expect(await state("sweep")).toMatchObject({ overdue: true, last: null });
    await runJob("sweep");
    const late = 86_400 + policy.jobs.graceSeconds;
    await sql`update job_runs set ended_at = now() - ${late - 60} * interval '1 second'`;
    expect(await state("sweep")).toMatchObject({ overdue: false });
    await sql`update job_runs set ended_at = now() - ${late + 60} * interval '1 second'`;
    vi.mocked(sweepAll).mockRejectedValueOnce(new TypeError("wrong"));
    await runJob("sweep");
    expect(await state("sweep")).toMatchObject({ overdue: true, last: { outcome: "failed" } });
  });
});

test("Runs are forgotten after their time", async () => {
  await runJob("seal");
  await sql`update job_runs set started_at = now() - ${policy.retention.jobSeconds + 60} * interval '1 second'`;
  expect(await runJob("sweep")).toMatchObject({ counts: { jobRuns: 1 } });
  expect((await runs()).map(({ name }) => name)).toEqual(["sweep"]);
});
