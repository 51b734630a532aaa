import { expect, test } from "vitest";
import { loggedLines } from "../../support/console";
import { serveWith } from "../environment";

const start = async () => {
  const { prepareServer } = await import("@/lib/prepare");
  await prepareServer();
  return loggedLines().map((line): Record<string, unknown> => JSON.parse(line));
};

test("A server without mail starts, and says once what it does without", async () => {
  serveWith({ VERCEL: "1" });
  expect(await start()).toEqual([
    expect.objectContaining({ level: "warn", event: "start.no-mail", missing: "SMTP_URL and MAIL_FROM" }),
  ]);
});

test("A server with mail says nothing", async () => {
  serveWith({ VERCEL: "1", SMTP_URL: "smtps://a:b@mail.example.org", MAIL_FROM: "login@example.org" });
  expect(await start()).toEqual([]);
});
