import { next } from "../../dev/build";
import { startChild } from "../../dev/child";
import { anyPort } from "../../dev/ports";
import { createDatabase } from "../../dev/postgres/databases";
import { makeSecrets } from "../../dev/secrets";
import { applicationEnvironment } from "../../dev/services";
import { expect, test } from "./support/test";

/** Starts the production build with a changed environment and gives what it says before it ends. */
async function startAndEnd(databaseUrl: string, change: Record<string, string>) {
  const port = await anyPort();
  const nowhere = { simulatorUrl: "http://127.0.0.1:9", smtpUrl: "smtp://127.0.0.1:9" };
  const addresses = { appUrl: `http://localhost:${port}`, databaseUrl, ...nowhere };
  const env = { ...applicationEnvironment(process.env, addresses, makeSecrets(), "production"), ...change };
  const server = startChild(process.execPath, [next, "start", "--port", String(port)], {
    env,
    output: "keep",
  });
  const code = await server.exited;
  return { code, said: server.tail() };
}

test("a missing secret stops the server, which names it and the cure (T-032)", async ({ subject }) => {
  const { code, said } = await startAndEnd(subject.databaseUrl, { AUTH_SECRET: "" });
  expect(code).not.toBe(0);
  expect(said).toContain(
    "AUTH_SECRET is missing: at least 32 characters; make one with: openssl rand -base64 32",
  );
});

test("DEBUG stops the server: libraries would print keys and codes (T-121)", async ({ subject }) => {
  const { code, said } = await startAndEnd(subject.databaseUrl, { DEBUG: "vonage:*" });
  expect(code).not.toBe(0);
  expect(said).toContain("DEBUG is not usable: remove it");
});

test("a database that is not migrated stops the server, which says the command", async ({ subject }) => {
  const empty = await createDatabase(subject.databaseUrl, `empty_${Date.now()}`);
  const { code, said } = await startAndEnd(empty, {});
  expect(code).not.toBe(0);
  expect(said).toContain("run `npm run db:migrate`");
});
