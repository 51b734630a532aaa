import { createECDH } from "node:crypto";
import { expect, test } from "vitest";
import { loggedLines } from "../../support/console";
import { serveWith } from "../environment";

const start = async () => {
  const { prepareServer } = await import("@/lib/prepare");
  await prepareServer();
  return loggedLines().map((line): Record<string, unknown> => JSON.parse(line));
};

const pair = createECDH("prime256v1");
pair.generateKeys();
const mail = { SMTP_URL: "smtps://a:b@mail.example.org", MAIL_FROM: "login@example.org" };
const push = {
  VAPID_PUBLIC_KEY: pair.getPublicKey("base64url"),
  VAPID_PRIVATE_KEY: pair.getPrivateKey("base64url").padStart(43, "A"),
  VAPID_SUBJECT: "mailto:login@example.org",
};

test("A server without mail starts, and says once what it does without", async () => {
  serveWith({ VERCEL: "1", ...push });
  expect(await start()).toEqual([
    expect.objectContaining({ level: "warn", event: "start.no-mail", missing: "SMTP_URL and MAIL_FROM" }),
  ]);
});

test("A server that cannot notify phones starts, and says once what it does without", async () => {
  serveWith({ VERCEL: "1", ...mail });
  expect(await start()).toEqual([
    expect.objectContaining({
      level: "info",
      event: "start.no-push",
      missing: expect.stringContaining("VAPID_PUBLIC_KEY"),
    }),
  ]);
});

test("A server with both says nothing", async () => {
  serveWith({ VERCEL: "1", ...mail, ...push });
  expect(await start()).toEqual([]);
});
