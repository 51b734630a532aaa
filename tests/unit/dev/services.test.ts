import { expect, test } from "vitest";
import { makeSecrets } from "../../../dev/secrets";
import { applicationEnvironment, chooseServices, withoutOwnSettings } from "../../../dev/services";
import { parseEnv } from "../../../lib/env";

const secrets = makeSecrets();
const local = { appUrl: "http://localhost:3000", databaseUrl: "postgres://a:b@127.0.0.1:5/c" };
const mailServer = "smtp://user:password@127.0.0.1:2525";
const simulated = { ...local, simulatorUrl: "http://localhost:3001", smtpUrl: mailServer };
const real = { ...local, simulatorUrl: undefined, smtpUrl: undefined };

test("With nothing set, database and provider are the embedded ones", () => {
  expect(chooseServices({})).toEqual({ databaseUrl: undefined, provider: undefined });
});

test("A database address or Vonage credentials that are set replace the embedded ones", () => {
  const own = { DATABASE_URL: "postgres://db", VONAGE_APPLICATION_ID: "id", VONAGE_PRIVATE_KEY: "key" };
  expect(chooseServices(own)).toEqual({ databaseUrl: "postgres://db", provider: "vonage" });
});

test("Half of the Vonage credentials is refused, and the missing half named", () => {
  expect(() => chooseServices({ VONAGE_APPLICATION_ID: "id" })).toThrow(/VONAGE_PRIVATE_KEY is not/);
});

test("The application accepts the environment that is made for it", () => {
  const env = parseEnv(applicationEnvironment({}, simulated, secrets, "production"));
  expect(env.appUrl.origin).toBe("http://localhost:3000");
  expect(env.verify.vonage?.apiHost).toBe("http://localhost:3001");
});

test("Credentials, secrets and brand of one's own are passed on as they are", () => {
  const own = { AUTH_SECRET: "mine", VONAGE_APPLICATION_ID: "id", VONAGE_PRIVATE_KEY: "key", BRAND: "Acme" };
  const env = applicationEnvironment(own, real, secrets, "production");
  expect(env).toMatchObject(own);
  expect(env).not.toHaveProperty("VONAGE_API_HOST");
});

test("The embedded database keeps statements prepared; before one's own there may be a pooler", () => {
  const prepared = (source: Record<string, string>) =>
    applicationEnvironment(source, simulated, secrets, "production").DATABASE_PREPARE;
  expect(prepared({})).toBe("1");
  expect(prepared({ DATABASE_PREPARE: "0" })).toBe("0");
  expect(prepared({ DATABASE_URL: local.databaseUrl })).toBeUndefined();
});

test("Mails go to the simulated mail server, unless one's own is named", () => {
  const env = applicationEnvironment({}, simulated, secrets, "production");
  expect(env.SMTP_URL).toBe(mailServer);
  expect(env.MAIL_FROM).toBe("Countersign <no-reply@countersign.example>");
  const own = { SMTP_URL: "smtps://me:secret@mail.example.org", MAIL_FROM: "login@example.org" };
  expect(applicationEnvironment(own, simulated, secrets, "production")).toMatchObject(own);
});

test("Without a simulator there is no mail server but one's own", () => {
  const env = applicationEnvironment({}, real, secrets, "production");
  expect(env).not.toHaveProperty("SMTP_URL");
  expect(env).not.toHaveProperty("MAIL_FROM");
});

test("What somebody has set for a deployment of their own has no place in a test", () => {
  const own = { SMTP_URL: "a", MAIL_FROM: "b", NOTICE_TEXTS: "0", SIGNUP_BY_PHONE: "1", ALERT_URL: "c" };
  expect(withoutOwnSettings({ ...own, PATH: "/bin" })).toEqual({ PATH: "/bin" });
});

test("Settings pulled from a deployment do not make the local application believe that it is deployed", () => {
  const pulled = { VERCEL: "1", APP_URL: "https://login.example.org", DEBUG: "*" };
  const env = applicationEnvironment(pulled, simulated, secrets, "production");
  expect(env).toMatchObject({ VERCEL: "", APP_URL: "http://localhost:3000", DEBUG: "" });
});
