import { readFileSync } from "node:fs";
import { z } from "zod";
import { beginLifetime } from "../../dev/lifetime";
import { startCollector } from "../support/collector";
import { startOwn } from "./support/application";
import { databaseAt } from "./support/database";
import { linkTo } from "./support/links";
import { peopleOf } from "./support/people";
import { simulatorAt } from "./support/simulator";
import { given } from "./support/subject";
import { expect, test } from "./support/test";

const line = z.looseObject({
  event: z.string(),
  request: z.string().optional(),
  trace: z.string().optional(),
});

/** The application's lines; Next's own greeting at its start is none. */
const linesOf = (logFile: string) =>
  readFileSync(logFile, "utf8")
    .split("\n")
    .filter((text) => text.startsWith("{"))
    .map((text) => line.parse(JSON.parse(text)));

test("what leaves for the collector holds no secret and nobody's data, and the log names each request (T-068)", async ({
  environment,
}) => {
  const lifetime = beginLifetime();
  try {
    const collector = await startCollector();
    lifetime.defer(async () => collector.close());
    const adminUrl = given(environment, "E2E_DATABASE_URL");
    const application = beginLifetime();
    lifetime.defer(application.end);
    const subject = await startOwn(
      {
        adminUrl,
        directory: ".",
        logName: "telemetry",
        settings: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url },
      },
      application,
    );
    const [database, simulator] = [databaseAt(subject.databaseUrl), simulatorAt(subject.simulatorUrl)];
    const people = peopleOf(subject, database, simulator);
    const { person, browser } = await people.signUp();
    const other = await people.beginLogin(person);
    const pin = await simulator.latestCode(person.phone, 1);
    await other.submit("/login/pin", "Log in", { pin });

    const reset = people.visitor();
    await reset.submit("/reset", "Mail me a link", { identifier: person.email });
    const link = linkTo(
      "/reset/link",
      (await simulator.latestMail(person.email, "Choose a new password")).text,
    );
    expect((await reset.get(link)).status).toBe(200);
    await browser.get(`/nowhere/${person.username}?email=${person.email}`);

    // A statement that fails while a page is made: its values are in the error.
    await database.sql`alter table sessions rename to sessions_gone`;
    const failed = await browser.get("/account");
    await database.sql`alter table sessions_gone rename to sessions`;
    expect(failed.status).toBe(500);
    const id = String(failed.headers["x-request-id"]);
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    const lines = linesOf(subject.logFile);
    expect(lines.filter(({ request }) => request === id)).toContainEqual(
      expect.objectContaining({ event: "request.failed", trace: expect.any(String) }),
    );

    await collector.hears(id);
    const secrets = {
      link: link.split("=")[1] ?? "",
      pin,
      password: person.password,
      username: person.username,
      email: person.email,
      phone: person.phone.slice(1),
      national: person.national,
      ...Object.fromEntries([...browser.jar, ...other.jar, ...reset.jar]),
    };
    await database.close();
    await application.end();
    for (const words of ["GET /reset/link", "POST /login", "login.check-pin"])
      expect(collector.said("/v1/traces"), words).toContain(words);
    expect(collector.said("/v1/metrics"), "What is left is sent when the server stops").toContain(
      "countersign.sessions",
    );
    const leaked = (text: string) =>
      Object.entries(secrets)
        .filter(([, secret]) => text.includes(secret))
        .map(([name]) => name);
    expect(leaked(collector.said())).toEqual([]);
    expect(leaked(readFileSync(subject.logFile, "utf8"))).toEqual([]);
  } finally {
    await lifetime.end();
  }
});
