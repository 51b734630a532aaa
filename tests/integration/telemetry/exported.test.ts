import { sql as drizzle } from "drizzle-orm";
import { afterAll, expect, test } from "vitest";
import { pool } from "@/db/client";
import { redeemHandle } from "@/lib/auth/redeem";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import { checkLoginPin } from "@/lib/login/check-pin";
import { startLogin } from "@/lib/login/start";
import { sendMail } from "@/lib/notices/mail";
import { checkSignupPin } from "@/lib/signup/finish";
import { startSignup } from "@/lib/signup/start";
import { startTelemetry } from "@/lib/telemetry/start";
import { traced } from "@/lib/telemetry/trace";
import { verifyProviders } from "@/lib/verify/registry";
import { startCollector } from "../../support/collector";
import { loggedLines } from "../../support/console";
import { newPerson, PASSWORD, signupRequest, visitor } from "../../support/people";
import { testSimulator } from "../../support/simulator";

const simulator = await testSimulator();
const collector = await startCollector();
// Read when something first asks for the settings, which is below.
Object.assign(process.env, {
  OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
  OTEL_EXPORTER_OTLP_HEADERS: "authorization=Bearer key-of-the-collector",
});
const { flush, stop } = startTelemetry(env().telemetry);
afterAll(async () => {
  await stop();
  collector.close();
});

/** Names of those that left. */
const hidden = (secrets: Readonly<Record<string, string>>): string[] => {
  const said = collector.said();
  return Object.entries(secrets)
    .filter(([, secret]) => said.includes(secret))
    .map(([name]) => name);
};

test("Traces and metrics of a sign-up and a login hold no secret and nobody's data", async () => {
  const providers = verifyProviders();
  const request = signupRequest();
  const signup = await startSignup(request, visitor, providers);
  if (signup.kind !== "challenged") throw new Error(signup.kind);
  const number = request.phone;
  const signupPin = simulator.control.latestCode(number) ?? "";
  expect((await checkSignupPin(signup.handle, signupPin, visitor, providers)).kind).toBe("created");
  const first = await redeemHandle(signup.handle);

  const { username: identifier } = request;
  const asked = { identifier, password: PASSWORD, returnTo: null };
  expect((await startLogin({ ...asked, password: "not the right one" }, visitor)).kind).toBe("rejected");
  const login = await startLogin(asked, visitor);
  if (login.kind !== "challenged") throw new Error(login.kind);
  const pin = simulator.control.latestCode(number) ?? "";
  const wrong = pin === "000000" ? "000001" : "000000";
  expect((await checkLoginPin(login.handle, wrong, visitor)).kind).toBe("wrong");
  expect((await checkLoginPin(login.handle, pin, visitor)).kind).toBe("verified");
  const second = await redeemHandle(login.handle);
  await sendMail({ id: "mail-1", to: request.email, subject: "A subject", text: "Some text" });
  // The error of a failed statement holds its values.
  const twice = pool().transaction((tx) =>
    tx.execute(drizzle`insert into browsers (user_id) values (${request.email})`),
  );
  await expect(twice).rejects.toThrow();

  await flush();
  const traces = collector.said("/v1/traces");
  for (const name of [
    "signup.start",
    "signup.check-pin",
    "login.start",
    "login.check-pin",
    "provider.start",
    "provider.check",
    "password.hash",
    "insert throttles",
    "update challenges",
    "transaction",
    "mail",
    "rejected",
    "countersign.outcome",
    "22P02",
  ])
    expect(traces, name).toContain(name);
  const metrics = collector.said("/v1/metrics");
  for (const name of [
    "countersign.use_case.duration",
    "countersign.provider.duration",
    "countersign.messages",
    "countersign.pins",
    "countersign.sessions",
    "countersign.breaker.open",
    "countersign.password.hash.duration",
    "countersign.password.queue.length",
    "countersign.mail.duration",
    "db.client.operation.duration",
  ])
    expect(metrics, name).toContain(name);

  const { phone, email, username } = request;
  const handles = {
    signup: signup.handle,
    login: login.handle,
    first: first?.sid ?? "",
    second: second?.sid ?? "",
  };
  const pins = { signupPin, pin, wrong };
  const typed = {
    phone,
    national: phone.slice(3),
    email,
    username,
    password: PASSWORD,
    id: second?.id ?? "",
  };
  for (const [name, secret] of Object.entries({ ...handles, ...pins, ...typed }))
    expect(secret, name).not.toBe("");
  expect(hidden({ ...handles, ...pins, ...typed, address: "192.0.2.1" })).toEqual([]);
  const settings = ["AUTH_SECRET", "PASSWORD_PEPPERS", "VONAGE_PRIVATE_KEY", "DATABASE_URL"] as const;
  expect(hidden(Object.fromEntries(settings.map((name) => [name, process.env[name] ?? ""])))).toEqual([]);
});

test("The collector's key goes with every report, and in none of them", async () => {
  await flush();
  expect(collector.taken.length).toBeGreaterThan(1);
  for (const { authorization } of collector.taken) expect(authorization).toBe("Bearer key-of-the-collector");
  expect(collector.said()).not.toContain("key-of-the-collector");
});

test("Lines of the log name the trace that they belong to", async () => {
  await traced(
    "use_case",
    { operation: "test.work" },
    async () => log("info", "test.line"),
    () => "done",
  );
  expect(JSON.parse(loggedLines().at(-1) ?? "")).toMatchObject({
    trace: expect.stringMatching(/^[0-9a-f]{32}$/),
  });
});

test("A collector that is down holds nobody up, and is told of once", async () => {
  collector.close();
  for (const _ of [1, 2, 3]) {
    await newPerson();
    await flush();
  }
  const told = loggedLines()
    .map((line) => JSON.parse(line))
    .filter(({ event }) => event === "telemetry.failed");
  expect(told.map(({ signal }) => signal).sort()).toEqual(["metrics", "traces"]);
});
