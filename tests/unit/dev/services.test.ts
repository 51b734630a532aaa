import { expect, test } from "vitest";
import { makeSecrets } from "../../../dev/secrets";
import { applicationEnvironment, chooseServices } from "../../../dev/services";
import { parseEnv } from "../../../lib/env";

const secrets = makeSecrets();
const local = { appUrl: "http://localhost:3000", databaseUrl: "postgres://a:b@127.0.0.1:5/c" };
const simulated = { ...local, simulatorUrl: "http://localhost:3001" };

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
  const env = applicationEnvironment(own, { ...local, simulatorUrl: undefined }, secrets, "production");
  expect(env).toMatchObject(own);
  expect(env).not.toHaveProperty("VONAGE_API_HOST");
});

test("Settings pulled from a deployment do not make the local application believe that it is deployed", () => {
  const pulled = { VERCEL: "1", APP_URL: "https://login.example.org", DEBUG: "*" };
  const env = applicationEnvironment(pulled, simulated, secrets, "production");
  expect(env).toMatchObject({ VERCEL: "", APP_URL: "http://localhost:3000", DEBUG: "" });
});
