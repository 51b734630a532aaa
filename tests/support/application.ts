import { randomBytes } from "node:crypto";
import { afterAll } from "vitest";
import { testDatabase } from "./database";
import { testSimulator } from "./simulator";

// A setup file: it runs before any module of the application is loaded, so `env()` reads what is set here.
const [database, simulator] = await Promise.all([testDatabase(), testSimulator()]);

Object.assign(process.env, {
  APP_URL: "http://localhost:3000",
  DATABASE_URL: database.url,
  DATABASE_MAX_CONNECTIONS: "20",
  AUTH_SECRET: randomBytes(32).toString("base64"),
  PASSWORD_PEPPERS: randomBytes(32).toString("base64"),
  VONAGE_APPLICATION_ID: simulator.applicationId,
  VONAGE_PRIVATE_KEY: simulator.privateKey,
  VONAGE_API_HOST: simulator.url,
});

// Registered after the database's own clean-up, hence run before it.
afterAll(async () => {
  const { closeDatabase } = await import("@/db/client");
  await closeDatabase();
});
