import { expect, test } from "vitest";
import { GET, HEAD } from "@/app/api/doctor/route";
import { testDatabase } from "../../support/database";

const secret = "a-secret-of-more-than-thirty-two-characters";
process.env.CRON_SECRET = secret;
process.env.CLIENT_ADDRESS_HEADER = "x-real-ip";

const call = (headers: Record<string, string>) =>
  GET(new Request("http://localhost:3000/api/doctor", { headers }));

test("whoever has the secret hears what the deployment takes itself for, and no secret", async () => {
  const { url } = await testDatabase();
  const response = await call({
    authorization: `Bearer ${secret}`,
    "x-real-ip": "198.51.100.7",
    "x-forwarded-for": "203.0.113.1",
  });
  expect(response.headers.get("cache-control")).toBe("no-store");
  const text = await response.text();
  expect(JSON.parse(text)).toEqual({
    address: "198.51.100.7",
    header: "x-real-ip",
    origin: "http://localhost:3000",
    development: false,
    overdueJobs: expect.arrayContaining(["sweep", "seal"]),
    clock: expect.any(Number),
    database: expect.stringMatching(/^[0-9a-f]{32}$/),
    secrets: expect.stringMatching(/^[\w-]{43}$/),
  });
  for (const value of [secret, process.env.AUTH_SECRET, process.env.PASSWORD_PEPPERS, url])
    expect(text).not.toContain(value);
});

test.each([undefined, "", "Bearer", "Bearer ", `Bearer ${secret}x`, secret, `Basic ${secret}`])(
  "for %j there is nothing here, as at any other address",
  async (authorization) => {
    const response = await call(authorization === undefined ? {} : { authorization });
    expect([response.status, await response.text()]).toEqual([404, ""]);
  },
);

test("HEAD says nothing to anybody", () => {
  expect(HEAD().status).toBe(405);
});
