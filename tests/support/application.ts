import { afterAll } from "vitest";
import { applicationEnvironment } from "../../dev/services";
import { testDatabase } from "./database";
import { testSimulator } from "./simulator";

// A setup file: it runs before any module of the application is loaded, so `env()` reads what is set here.
const [database, simulator] = await Promise.all([testDatabase(), testSimulator()]);

Object.assign(
  process.env,
  applicationEnvironment(
    {},
    {
      appUrl: "http://localhost:3000",
      databaseUrl: database.url,
      simulatorUrl: simulator.url,
      smtpUrl: simulator.smtpUrl,
    },
    simulator.secrets,
    "production",
  ),
  // Fifty that wait for one lock on a slow machine are no fault; what a limit does has a test of its own.
  // Statements are not kept prepared, as deployments begin and poolers need it; in the browser's tests they are.
  {
    NODE_ENV: "test",
    DATABASE_MAX_CONNECTIONS: "20",
    DATABASE_PREPARE: "0",
    DATABASE_STATEMENT_SECONDS: "30",
  },
);

// Registered after the database's own clean-up, hence run before it.
afterAll(async () => {
  const { closeDatabase } = await import("@/db/client");
  // Each of two instances has its own.
  await closeDatabase();
  await closeDatabase();
});
