import { expect, test } from "vitest";
import { GET } from "@/app/api/cron/[job]/route";

const secret = "a-secret-of-more-than-thirty-two-characters";
const former = "a-former-secret-of-more-than-thirty-characters";
process.env.CRON_SECRET = `${secret},${former}`;

const call = (job: string, authorization?: string) =>
  GET(
    new Request(`http://localhost:3000/api/cron/${job}`, { headers: authorization ? { authorization } : {} }),
    { params: Promise.resolve({ job }) },
  );

test("the sweeper runs for whoever presents the secret", async () => {
  const response = await call("sweep", `Bearer ${secret}`);
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({
    outcome: "done",
    counts: { logins: 0, sends: 0, starts: 0, stops: 0 },
  });
});

test("while the secret is changed the former one counts, and the whole list, which Vercel presents (F-21)", async () => {
  for (const presented of [former, `${secret},${former}`])
    expect((await call("sweep", `Bearer ${presented}`)).status).toBe(200);
});

test.each([
  undefined,
  "",
  "Bearer",
  "Bearer ",
  `Bearer ${secret}x`,
  `Bearer ${former},${secret}`,
  `Bearer ,`,
  secret,
  `Basic ${secret}`,
])("nothing runs for %j, and the answer is that of a job that does not exist", async (authorization) => {
  expect((await call("sweep", authorization)).status).toBe(404);
});

test.each(["", "toString", "__proto__", "constructor", "sweep2"])("there is no job %j", async (job) => {
  expect((await call(job, `Bearer ${secret}`)).status).toBe(404);
});
